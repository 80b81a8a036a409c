/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LX106 special registers, and operations for exceptions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 5 "Special registers".  The LX106's core-isa.h
 * says which registers exist.
 */
#include "sim/cpu/lx106/lx106_core.h"

enum special_register {
    SR_SAR = 3,
    SR_LITBASE = 5,
    SR_MMID = 89, /* write only, for a trace port */
    SR_IBREAKENABLE = 96,
    SR_DDR = 104,
    SR_IBREAKA0 = 128,
    SR_DBREAKA0 = 144,
    SR_DBREAKC0 = 160,
    SR_CONFIGID0 = 176,
    SR_EPC1 = 177,
    SR_EPC2 = 178,
    SR_EPC3 = 179,
    SR_DEPC = 192,
    SR_EPS2 = 194,
    SR_EPS3 = 195,
    SR_CONFIGID1 = 208,
    SR_EXCSAVE1 = 209,
    SR_EXCSAVE2 = 210,
    SR_EXCSAVE3 = 211,
    SR_INTERRUPT = 226, /* writing it is INTSET */
    SR_INTCLEAR = 227,
    SR_INTENABLE = 228,
    SR_PS = 230,
    SR_VECBASE = 231,
    SR_EXCCAUSE = 232,
    SR_DEBUGCAUSE = 233,
    SR_CCOUNT = 234,
    SR_PRID = 235,
    SR_ICOUNT = 236,
    SR_ICOUNTLEVEL = 237,
    SR_EXCVADDR = 238,
    SR_CCOMPARE0 = 240,
};

/* XCHAL_HW_CONFIGID0 and 1 of core-isa.h. */
#define CONFIGID0 0xc28cdafau
#define CONFIGID1 0x1082b6f6u

enum {
    PS_MASK = LX106_PS_INTLEVEL | LX106_PS_EXCM | LX106_PS_UM, /* no windows, no rings */
    SAR_MASK = 0x3f,
    DEBUG_LEVEL = 2, /* XCHAL_DEBUGLEVEL */
    /* DEBUGCAUSE */
    CAUSE_BREAK = 1 << 3,
    CAUSE_BREAK_N = 1 << 4,
};

/* The registers that return what was written. */
static uint32_t *stored_sr(struct lx106 *cpu, int32_t number)
{
    switch ((enum special_register)number) {
    case SR_LITBASE:
        return &cpu->litbase;
    case SR_IBREAKENABLE:
        return &cpu->ibreakenable;
    case SR_DDR:
        return &cpu->ddr;
    case SR_IBREAKA0:
        return &cpu->ibreaka0;
    case SR_DBREAKA0:
        return &cpu->dbreaka0;
    case SR_DBREAKC0:
        return &cpu->dbreakc0;
    case SR_EPC1:
        return &cpu->epc1;
    case SR_EPC2:
        return &cpu->epc2;
    case SR_EPC3:
        return &cpu->epc3;
    case SR_DEPC:
        return &cpu->depc;
    case SR_EPS2:
        return &cpu->eps2;
    case SR_EPS3:
        return &cpu->eps3;
    case SR_EXCSAVE1:
        return &cpu->excsave1;
    case SR_EXCSAVE2:
        return &cpu->excsave2;
    case SR_EXCSAVE3:
        return &cpu->excsave3;
    case SR_VECBASE:
        return &cpu->vecbase;
    case SR_EXCCAUSE:
        return &cpu->exccause;
    case SR_EXCVADDR:
        return &cpu->excvaddr;
    case SR_DEBUGCAUSE:
        return &cpu->debugcause;
    case SR_ICOUNT:
        return &cpu->icount;
    case SR_ICOUNTLEVEL:
        return &cpu->icountlevel;
    default:
        return NULL;
    }
}

/* False if no such register can be read. */
static bool read_sr(struct lx106 *cpu, int32_t number, uint32_t *value)
{
    const uint32_t *stored = stored_sr(cpu, number);

    if (stored) {
        *value = *stored;
        return true;
    }
    switch ((enum special_register)number) {
    case SR_SAR:
        *value = cpu->sar;
        return true;
    case SR_CONFIGID0:
        *value = CONFIGID0;
        return true;
    case SR_CONFIGID1:
        *value = CONFIGID1;
        return true;
    case SR_INTERRUPT:
        lx106_update_timer(cpu);
        *value = cpu->interrupt;
        return true;
    case SR_INTENABLE:
        *value = cpu->intenable;
        return true;
    case SR_PS:
        *value = cpu->ps;
        return true;
    case SR_CCOUNT:
        *value = lx106_ccount(cpu);
        return true;
    case SR_PRID:
        *value = cpu->prid;
        return true;
    case SR_CCOMPARE0:
        *value = cpu->ccompare0;
        return true;
    default:
        return false;
    }
}

/* Registers that decide when an interrupt comes. */
static bool write_interrupt_sr(struct lx106 *cpu, int32_t number, uint32_t value)
{
    lx106_update_timer(cpu);
    lx106_attend(cpu);
    switch ((enum special_register)number) {
    case SR_INTERRUPT:
        cpu->interrupt |= value & LX106_INT_SOFT;
        return true;
    case SR_INTCLEAR: /* the other interrupts follow their source */
        cpu->interrupt &= ~(value & (LX106_INT_SOFT | LX106_INT_EDGE));
        return true;
    case SR_INTENABLE:
        cpu->intenable = value;
        return true;
    case SR_PS:
        cpu->ps = value & PS_MASK;
        return true;
    case SR_CCOUNT:
        cpu->ccount_offset = value - (uint32_t)cpu->cycles;
        return true;
    case SR_CCOMPARE0:
        cpu->ccompare0 = value;
        cpu->interrupt &= ~(uint32_t)LX106_INT_TIMER;
        return true;
    default:
        return false;
    }
}

/* False if no such register can be written. */
static bool write_sr(struct lx106 *cpu, int32_t number, uint32_t value)
{
    uint32_t *stored = stored_sr(cpu, number);

    if (stored) {
        *stored = value;
        return true;
    }
    if (number == SR_SAR) {
        cpu->sar = value & SAR_MASK;
        return true;
    }
    if (number == SR_MMID)
        return true;
    return write_interrupt_sr(cpu, number, value);
}

const struct lx106_insn *lx106_op_rsr(struct lx106 *cpu, const struct lx106_insn *i)
{
    if (!read_sr(cpu, i->imm, &cpu->a[i->r]))
        return lx106_op_ill(cpu, i);
    return lx106_next(i);
}

const struct lx106_insn *lx106_op_wsr(struct lx106 *cpu, const struct lx106_insn *i)
{
    if (!write_sr(cpu, i->imm, cpu->a[i->t]))
        return lx106_op_ill(cpu, i);
    return lx106_next(i);
}

const struct lx106_insn *lx106_op_xsr(struct lx106 *cpu, const struct lx106_insn *i)
{
    uint32_t old;

    /* INTERRUPT and INTSET are two registers with one number. */
    if (i->imm == SR_INTERRUPT || !read_sr(cpu, i->imm, &old) ||
        !write_sr(cpu, i->imm, cpu->a[i->t]))
        return lx106_op_ill(cpu, i);
    cpu->a[i->r] = old;
    return lx106_next(i);
}

static void set_intlevel(struct lx106 *cpu, int32_t level)
{
    cpu->ps = (cpu->ps & ~(uint32_t)LX106_PS_INTLEVEL) | (uint32_t)level;
    lx106_attend(cpu);
}

const struct lx106_insn *lx106_op_rsil(struct lx106 *cpu, const struct lx106_insn *i)
{
    cpu->a[i->r] = cpu->ps;
    set_intlevel(cpu, i->imm);
    return lx106_next(i);
}

const struct lx106_insn *lx106_op_waiti(struct lx106 *cpu, const struct lx106_insn *i)
{
    set_intlevel(cpu, i->imm);
    cpu->waiting = true;
    return lx106_next(i);
}

static const struct lx106_insn *go_back(struct lx106 *cpu, uint32_t pc, uint32_t ps)
{
    cpu->ps = ps & PS_MASK;
    cpu->cycles += LX106_CYCLES_TAKEN;
    lx106_attend(cpu);
    return lx106_goto(cpu, pc);
}

const struct lx106_insn *lx106_op_rfe(struct lx106 *cpu, const struct lx106_insn *i)
{
    (void)i;
    return go_back(cpu, cpu->epc1, cpu->ps & ~(uint32_t)LX106_PS_EXCM);
}

const struct lx106_insn *lx106_op_rfde(struct lx106 *cpu, const struct lx106_insn *i)
{
    (void)i;
    return go_back(cpu, cpu->depc, cpu->ps);
}

const struct lx106_insn *lx106_op_rfi(struct lx106 *cpu, const struct lx106_insn *i)
{
    if (i->imm == 2)
        return go_back(cpu, cpu->epc2, cpu->eps2);
    return go_back(cpu, cpu->epc3, cpu->eps3);
}

const struct lx106_insn *lx106_op_ill(struct lx106 *cpu, const struct lx106_insn *i)
{
    return lx106_fault(cpu, i, LX106_ILLEGAL, 0);
}

const struct lx106_insn *lx106_op_syscall(struct lx106 *cpu, const struct lx106_insn *i)
{
    return lx106_fault(cpu, i, LX106_SYSCALL, 0);
}

/* The debugger's exception, raised even without a debugger.  When masked it does
 * nothing. */
const struct lx106_insn *lx106_op_brk(struct lx106 *cpu, const struct lx106_insn *i)
{
    if ((cpu->ps & LX106_PS_INTLEVEL) >= DEBUG_LEVEL)
        return lx106_next(i);
    cpu->debugcause = i->length == 2 ? CAUSE_BREAK_N : CAUSE_BREAK;
    cpu->pc = lx106_pc(cpu, i);
    lx106_raise_level(cpu, DEBUG_LEVEL, LX106_VECTOR_DEBUG);
    return lx106_goto(cpu, cpu->pc);
}

const struct lx106_insn *lx106_op_simcall(struct lx106 *cpu, const struct lx106_insn *i)
{
    cpu->halted = true;
    lx106_attend(cpu);
    return lx106_next(i);
}
