/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RISC-V control and status registers, traps by instructions, waiting.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: RISC-V Instruction Set Manual, volume 2; ESP32-C3 Technical Reference ("CSR
 * Registers").
 */
#include "sim/cpu/rv32/rv32_core.h"

/* Numbers of registers. */
enum {
    MSTATUS = 0x300, MISA = 0x301, MTVEC = 0x305, MSCRATCH = 0x340, MEPC = 0x341, MCAUSE = 0x342,
    MTVAL = 0x343, MVENDORID = 0xf11, MARCHID = 0xf12, MIMPID = 0xf13, MHARTID = 0xf14,
    MPCCR = 0x7e2, /* the ESP32-C3's counters of cycles: of the machine mode, */
    UPCCR = 0x802, /* and the one that ESP-IDF calls PCCR_USER; the boot ROM's delays use it */
};
enum { MSTATUS_BITS = RV32_MSTATUS_MIE | RV32_MSTATUS_MPIE };
#define MISA_RV32IMC 0x40001104u
#define MTVEC_VECTORED 1u /* this CPU knows no other mode */

/* Registers that hold what is written, and have no effect here: the memory protection, the
 * breakpoints, the counter's settings, the CPU's own GPIO, and what the boot ROM's start
 * clears. */
static const struct {
    uint16_t first, last;
} ranges[] = {{0x000, 0x000}, {0x3a0, 0x3a3}, {0x3b0, 0x3bf}, {0x7a0, 0x7a5}, {0x7b0, 0x7b3},
              {0x7e0, 0x7e1}, {0x800, 0x801}, {0x803, 0x805}};

static uint32_t *kept(struct rv32 *cpu, unsigned number)
{
    unsigned index = 0;

    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (number >= ranges[i].first && number <= ranges[i].last)
            return &cpu->kept[index + number - ranges[i].first];
        index += ranges[i].last - ranges[i].first + 1u;
    }
    return NULL;
}

/* False if there is no such register. */
static bool read_csr(struct rv32 *cpu, unsigned number, uint32_t *value)
{
    const uint32_t *held = kept(cpu, number);

    switch (number) {
    case MSTATUS:
        *value = cpu->mstatus | RV32_MSTATUS_MPP;
        return true;
    case MISA:
        *value = MISA_RV32IMC;
        return true;
    case MTVEC:
        *value = cpu->mtvec | MTVEC_VECTORED;
        return true;
    case MSCRATCH:
        *value = cpu->mscratch;
        return true;
    case MEPC:
        *value = cpu->mepc;
        return true;
    case MCAUSE:
        *value = cpu->mcause;
        return true;
    case MTVAL:
        *value = cpu->mtval;
        return true;
    case MVENDORID:
    case MARCHID:
    case MIMPID:
        *value = 0;
        return true;
    case MHARTID:
        *value = cpu->mhartid;
        return true;
    case MPCCR:
        *value = (uint32_t)(cpu->cycles - cpu->counter_base);
        return true;
    case UPCCR:
        *value = (uint32_t)(cpu->cycles - cpu->user_counter_base);
        return true;
    default:
        *value = held ? *held : 0;
        return held != NULL;
    }
}

/* The caller has read the register, so it exists. */
static void write_csr(struct rv32 *cpu, unsigned number, uint32_t value)
{
    uint32_t *held = kept(cpu, number);

    switch (number) {
    case MSTATUS:
        cpu->mstatus = value & MSTATUS_BITS;
        rv32_yield(cpu); /* an interrupt may be due */
        break;
    case MTVEC:
        cpu->mtvec = value & ~0xffu;
        break;
    case MSCRATCH:
        cpu->mscratch = value;
        break;
    case MEPC:
        cpu->mepc = value & ~1u;
        break;
    case MCAUSE:
        cpu->mcause = value;
        break;
    case MTVAL:
        cpu->mtval = value;
        break;
    case MPCCR:
        cpu->counter_base = cpu->cycles - value;
        break;
    case UPCCR:
        cpu->user_counter_base = cpu->cycles - value;
        break;
    default:
        if (held)
            *held = value;
    }
}

/* The upper bits of a number tell that a register can only be read. */
static bool read_only(unsigned number)
{
    return number >> 10 == 3;
}

enum change { WRITE, SET, CLEAR };

static const struct rv32_insn *change_csr(struct rv32 *cpu, const struct rv32_insn *insn,
                                          enum change change, uint32_t operand, bool writes)
{
    unsigned number = (unsigned)insn->imm;
    uint32_t before, after;

    if (!read_csr(cpu, number, &before) || (writes && read_only(number)))
        return rv32_trap(cpu, insn, RV32_ILLEGAL, 0);
    after = change == WRITE ? operand : change == SET ? before | operand : before & ~operand;
    if (writes)
        write_csr(cpu, number, after);
    rv32_set(cpu, insn->rd, before);
    return rv32_next(cpu, insn);
}

#define CHANGE(name, change, operand, writes)                                                    \
    const struct rv32_insn *rv32_op_##name(struct rv32 *cpu, const struct rv32_insn *insn)       \
    {                                                                                            \
        return change_csr(cpu, insn, change, operand, writes);                                   \
    }

CHANGE(csrrw, WRITE, cpu->x[insn->rs1], true)
CHANGE(csrrs, SET, cpu->x[insn->rs1], insn->rs1 != 0)
CHANGE(csrrc, CLEAR, cpu->x[insn->rs1], insn->rs1 != 0)
CHANGE(csrrwi, WRITE, insn->rs1, true)
CHANGE(csrrsi, SET, insn->rs1, insn->rs1 != 0)
CHANGE(csrrci, CLEAR, insn->rs1, insn->rs1 != 0)

const struct rv32_insn *rv32_op_fence(struct rv32 *cpu, const struct rv32_insn *insn)
{
    return rv32_next(cpu, insn);
}

const struct rv32_insn *rv32_op_illegal(struct rv32 *cpu, const struct rv32_insn *insn)
{
    return rv32_trap(cpu, insn, RV32_ILLEGAL, (uint32_t)insn->imm);
}

const struct rv32_insn *rv32_op_ecall(struct rv32 *cpu, const struct rv32_insn *insn)
{
    return rv32_trap(cpu, insn, RV32_ECALL, 0);
}

const struct rv32_insn *rv32_op_ebreak(struct rv32 *cpu, const struct rv32_insn *insn)
{
    return rv32_trap(cpu, insn, RV32_BREAKPOINT, rv32_pc(cpu, insn));
}

const struct rv32_insn *rv32_op_mret(struct rv32 *cpu, const struct rv32_insn *insn)
{
    (void)insn;
    cpu->mstatus = (cpu->mstatus & RV32_MSTATUS_MPIE ? RV32_MSTATUS_MIE : 0) | RV32_MSTATUS_MPIE;
    cpu->cycles += RV32_CYCLES_TAKEN;
    rv32_yield(cpu);
    return rv32_goto(cpu, cpu->mepc);
}

const struct rv32_insn *rv32_op_wfi(struct rv32 *cpu, const struct rv32_insn *insn)
{
    cpu->waiting = cpu->interrupt == 0;
    if (cpu->waiting)
        rv32_yield(cpu);
    return rv32_next(cpu, insn);
}
