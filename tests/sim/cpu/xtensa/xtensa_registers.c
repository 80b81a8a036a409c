/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa special registers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 5 "Special registers".  core-isa.h of the CPUs
 * says which registers exist.
 */
#include "sim/cpu/xtensa/xtensa_core.h"

enum special_register {
    SR_LBEG = 0,
    SR_LEND = 1,
    SR_LCOUNT = 2,
    SR_SAR = 3,
    SR_BR = 4,
    SR_LITBASE = 5,
    SR_SCOMPARE1 = 12,
    SR_ACCLO = 16,
    SR_ACCHI = 17,
    SR_MR0 = 32,
    SR_WINDOWBASE = 72,
    SR_WINDOWSTART = 73,
    SR_MMID = 89, /* write only, for a trace port */
    SR_IBREAKENABLE = 96,
    SR_MEMCTL = 97,
    SR_ATOMCTL = 99,
    SR_DDR = 104,
    SR_IBREAKA0 = 128,
    SR_DBREAKA0 = 144,
    SR_DBREAKC0 = 160,
    SR_CONFIGID0 = 176,
    SR_EPC = 176, /* of level 0, from which EPC1 to EPC7 count */
    SR_DEPC = 192,
    SR_EPS = 192,
    SR_CONFIGID1 = 208,
    SR_EXCSAVE = 208,
    SR_CPENABLE = 224,
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
    SR_MISC0 = 244,
    SR_COUNT = 256,
};

/* A register that returns what was written. */
struct stored {
    uint32_t options; /* the core has this register with one of these options */
    uint32_t offset;  /* in struct xtensa */
    uint32_t mask;    /* of the bits that can be written; 0: no such register */
};

#define EVERY_CORE 0xffffffffu
#define ALL_BITS 0xffffffffu
#define STORED(options, member, mask) {options, offsetof(struct xtensa, member), mask}
#define WHOLE(member) STORED(EVERY_CORE, member, ALL_BITS)
#define LEVEL(n) \
    [SR_EPC + (n)] = STORED(XTENSA_HAS_HIGH_LEVELS, epc[n], ALL_BITS), \
    [SR_EPS + (n)] = STORED(XTENSA_HAS_HIGH_LEVELS, eps[n], ALL_BITS), \
    [SR_EXCSAVE + (n)] = STORED(XTENSA_HAS_HIGH_LEVELS, excsave[n], ALL_BITS)
#define OTHER(member) STORED(XTENSA_HAS_MISC_REGISTERS, member, ALL_BITS)

static const struct stored stored[SR_COUNT] = {
    [SR_LBEG] = STORED(XTENSA_HAS_LOOPS, lbeg, ALL_BITS),
    [SR_LEND] = STORED(XTENSA_HAS_LOOPS, lend, ALL_BITS),
    [SR_LCOUNT] = STORED(XTENSA_HAS_LOOPS, lcount, ALL_BITS),
    [SR_SAR] = STORED(EVERY_CORE, sar, 0x3f),
    [SR_BR] = STORED(XTENSA_HAS_BOOLEANS, br, 0xffff),
    [SR_LITBASE] = STORED(XTENSA_HAS_ABSOLUTE_LITERALS, litbase, ALL_BITS),
    [SR_SCOMPARE1] = STORED(XTENSA_HAS_ATOMIC, scompare1, ALL_BITS),
    [SR_ACCLO] = STORED(XTENSA_HAS_MAC16, acclo, ALL_BITS),
    [SR_ACCHI] = STORED(XTENSA_HAS_MAC16, acchi, 0xff),
    [SR_MR0] = STORED(XTENSA_HAS_MAC16, mr[0], ALL_BITS),
    [SR_MR0 + 1] = STORED(XTENSA_HAS_MAC16, mr[1], ALL_BITS),
    [SR_MR0 + 2] = STORED(XTENSA_HAS_MAC16, mr[2], ALL_BITS),
    [SR_MR0 + 3] = STORED(XTENSA_HAS_MAC16, mr[3], ALL_BITS),
    [SR_WINDOWSTART] = STORED(XTENSA_HAS_WINDOWS, windowstart, 0xffff),
    [SR_IBREAKENABLE] = WHOLE(ibreakenable),
    [SR_MEMCTL] = OTHER(memctl),
    [SR_ATOMCTL] = OTHER(atomctl),
    [SR_DDR] = WHOLE(ddr),
    [SR_IBREAKA0] = WHOLE(ibreaka[0]),
    [SR_IBREAKA0 + 1] = OTHER(ibreaka[1]),
    [SR_DBREAKA0] = WHOLE(dbreaka[0]),
    [SR_DBREAKA0 + 1] = OTHER(dbreaka[1]),
    [SR_DBREAKC0] = WHOLE(dbreakc[0]),
    [SR_DBREAKC0 + 1] = OTHER(dbreakc[1]),
    [SR_EPC + 1] = WHOLE(epc[1]),
    [SR_EPC + 2] = WHOLE(epc[2]),
    [SR_EPC + 3] = WHOLE(epc[3]),
    [SR_DEPC] = WHOLE(depc),
    [SR_EPS + 2] = WHOLE(eps[2]),
    [SR_EPS + 3] = WHOLE(eps[3]),
    [SR_EXCSAVE + 1] = WHOLE(excsave[1]),
    [SR_EXCSAVE + 2] = WHOLE(excsave[2]),
    [SR_EXCSAVE + 3] = WHOLE(excsave[3]),
    LEVEL(4),
    LEVEL(5),
    LEVEL(6),
    LEVEL(7),
    [SR_CPENABLE] = STORED(XTENSA_HAS_MISC_REGISTERS, cpenable, 0xff),
    [SR_VECBASE] = WHOLE(vecbase),
    [SR_EXCCAUSE] = WHOLE(exccause),
    [SR_DEBUGCAUSE] = WHOLE(debugcause),
    [SR_ICOUNT] = WHOLE(icount),
    [SR_ICOUNTLEVEL] = WHOLE(icountlevel),
    [SR_EXCVADDR] = WHOLE(excvaddr),
    [SR_MISC0] = OTHER(misc[0]),
    [SR_MISC0 + 1] = OTHER(misc[1]),
    [SR_MISC0 + 2] = OTHER(misc[2]),
    [SR_MISC0 + 3] = OTHER(misc[3]),
};

/* NULL if the core has no such register. */
static uint32_t *stored_sr(struct xtensa *cpu, int32_t number)
{
    const struct stored *sr = &stored[number];

    if (!sr->mask || !(sr->options == EVERY_CORE || (sr->options & cpu->core->options)))
        return NULL;
    return (uint32_t *)(void *)((uint8_t *)cpu + sr->offset);
}

/* The number of a CCOMPARE that the core has; otherwise the count of timers. */
static unsigned timer_of(const struct xtensa *cpu, int32_t number)
{
    const unsigned timer = (unsigned)(number - SR_CCOMPARE0);

    return timer < cpu->core->timers ? timer : cpu->core->timers;
}

uint32_t xtensa_ps_mask(const struct xtensa *cpu)
{
    const uint32_t every = XTENSA_PS_INTLEVEL | XTENSA_PS_EXCM | XTENSA_PS_UM; /* no rings */

    if (cpu->core->options & XTENSA_HAS_WINDOWS)
        return every | XTENSA_PS_OWB | XTENSA_PS_CALLINC | XTENSA_PS_WOE;
    return every;
}

bool xtensa_read_sr(struct xtensa *cpu, int32_t number, uint32_t *value)
{
    const uint32_t *at = stored_sr(cpu, number);
    const unsigned timer = timer_of(cpu, number);

    if (at) {
        *value = *at;
        return true;
    }
    if (timer < cpu->core->timers) {
        *value = cpu->ccompare[timer];
        return true;
    }
    switch (number) {
    case SR_WINDOWBASE:
        *value = cpu->windowbase;
        return (cpu->core->options & XTENSA_HAS_WINDOWS) != 0;
    case SR_CONFIGID0:
        *value = cpu->core->configid[0];
        return true;
    case SR_CONFIGID1:
        *value = cpu->core->configid[1];
        return true;
    case SR_INTERRUPT:
        xtensa_update_timer(cpu);
        *value = cpu->interrupt;
        return true;
    case SR_INTENABLE:
        *value = cpu->intenable;
        return true;
    case SR_PS:
        *value = cpu->ps;
        return true;
    case SR_CCOUNT:
        *value = xtensa_ccount(cpu);
        return true;
    case SR_PRID:
        *value = cpu->prid;
        return true;
    default:
        return false;
    }
}

/* Registers that decide when an interrupt comes. */
static bool write_interrupt_sr(struct xtensa *cpu, int32_t number, uint32_t value)
{
    const unsigned timer = timer_of(cpu, number);

    xtensa_update_timer(cpu);
    xtensa_attend(cpu);
    if (timer < cpu->core->timers) {
        cpu->ccompare[timer] = value;
        cpu->interrupt &= ~cpu->core->timer[timer];
        return true;
    }
    switch (number) {
    case SR_INTERRUPT:
        cpu->interrupt |= value & cpu->core->by_software;
        return true;
    case SR_INTCLEAR: /* the other interrupts follow their source */
        cpu->interrupt &= ~(value & (cpu->core->by_software | cpu->core->by_edge));
        return true;
    case SR_INTENABLE:
        cpu->intenable = value;
        return true;
    case SR_PS:
        cpu->ps = value & xtensa_ps_mask(cpu);
        xtensa_refresh(cpu);
        return true;
    case SR_CCOUNT:
        cpu->ccount_offset = value - (uint32_t)cpu->cycles;
        return true;
    default:
        return false;
    }
}

bool xtensa_write_sr(struct xtensa *cpu, int32_t number, uint32_t value)
{
    uint32_t *at = stored_sr(cpu, number);

    if (at) {
        *at = value & stored[number].mask;
        if (number == SR_ACCHI)
            *at = (uint32_t)(int32_t)(int8_t)value;
        if (number == SR_WINDOWSTART)
            *at &= (2u << xtensa_window_mask(cpu)) - 1;
        if (number <= SR_LCOUNT || number == SR_WINDOWSTART)
            xtensa_refresh(cpu);
        return true;
    }
    if (number == SR_WINDOWBASE && (cpu->core->options & XTENSA_HAS_WINDOWS)) {
        xtensa_rotate(cpu, value);
        xtensa_refresh(cpu);
        return true;
    }
    if (number == SR_MMID)
        return true;
    return write_interrupt_sr(cpu, number, value);
}
