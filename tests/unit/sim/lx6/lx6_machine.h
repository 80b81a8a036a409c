/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small LX6 machine for the unit tests.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Vectors are at 0x40000000, as in the boot ROM.  Each vector is a simcall, so that a run
 * halts there and the test can look at everything.  halted_in() tells the vector.
 */
#ifndef UNIT_SIM_LX6_LX6_MACHINE_H
#define UNIT_SIM_LX6_LX6_MACHINE_H

#include <string.h>

#include "sim/cpu/lx6/lx6.h"
#include "tap.h"
#include "unit/sim/xtensa_words.h"

enum {
    VECTORS = 0x40000000,
    IRAM = 0x40080000, /* words only, executable */
    DRAM = 0x3ffb0000,
    ROM = 0x40010000, /* the hook range */
    MEMORY_SIZE = 0x1000,
    ROM_SIZE = 0x1000,
    PLENTY = 1000000, /* cycles */
    STOPPED = 3,      /* after a simcall the pc is behind the simcall */
    PS_WINDOWS = XTENSA_PS_UM | XTENSA_PS_WOE,
    /* instructions */
    RETW = 0x000090,
    RETW_N = 0xf01d,
    RFWO = 0x003400,
    RFWU = 0x003500,
    /* special registers */
    SR_LBEG = 0,
    SR_LEND = 1,
    SR_LCOUNT = 2,
    SR_WINDOWBASE = 72,
    SR_WINDOWSTART = 73,
};

struct machine {
    struct xtensa cpu;
    struct xtensa_core core; /* of the LX6, for the test to change */
    uint8_t vectors[0x400];
    uint8_t iram[MEMORY_SIZE];
    uint8_t dram[MEMORY_SIZE];
    uint32_t end; /* place of the next instruction, from the start of IRAM */
};

static inline uint32_t rrr(uint32_t op, unsigned r, unsigned s, unsigned t)
{
    return op | r << 12 | s << 8 | t << 4;
}

/* entry with this size of the stack frame. */
static inline uint32_t entry(unsigned s, unsigned size)
{
    return 0x000036 | s << 8 | size / 8 << 12;
}

/* From one place in IRAM to another. */
static inline uint32_t windowed_call(unsigned quads, uint32_t from, uint32_t to)
{
    return 0x000005 | quads << 4 | ((to / 4 - from / 4 - 1) & 0x3ffff) << 6;
}

static inline uint32_t callx(unsigned quads, unsigned s)
{
    return 0x0000c0 | quads << 4 | s << 8;
}

/* Appends an instruction. */
static inline void put(struct machine *m, uint32_t word)
{
    put_word(m->iram + m->end, word);
    m->end += (word & 15) < 8 ? 3 : 2;
}

/* Goes on at this place of IRAM. */
static inline void put_at(struct machine *m, uint32_t end)
{
    m->end = end;
}

/* Makes a fresh machine.  It will execute from the start of IRAM, at interrupt level 0 in
 * user mode, with windows. */
static inline void machine_start(struct machine *m)
{
    memset(m, 0, sizeof *m);
    m->core = lx6_core;
    if (xtensa_init(&m->cpu, &m->core) < 0)
        tap_ok(false, "there is memory for an LX6");
    for (unsigned vector = 0; vector < sizeof m->vectors; vector += 0x40)
        put_word(m->vectors + vector, SIMCALL);
    xtensa_add_region(&m->cpu, &(struct xtensa_region){.base = VECTORS,
                                                       .size = sizeof m->vectors,
                                                       .bytes = m->vectors,
                                                       .executable = true,
                                                       .words_only = true});
    xtensa_add_region(&m->cpu, &(struct xtensa_region){.base = IRAM,
                                                       .size = sizeof m->iram,
                                                       .bytes = m->iram,
                                                       .executable = true,
                                                       .writable = true,
                                                       .words_only = true});
    xtensa_add_region(&m->cpu, &(struct xtensa_region){
                                   .base = DRAM, .size = sizeof m->dram, .bytes = m->dram,
                                   .writable = true});
    m->cpu.hook_base = ROM;
    m->cpu.hook_size = ROM_SIZE;
    m->cpu.pc = IRAM;
    m->cpu.ps = PS_WINDOWS;
    m->cpu.a[1] = DRAM + MEMORY_SIZE - 64;
}

/* Runs to a simcall, with a limit on the time. */
static inline enum xtensa_stop machine_run(struct machine *m)
{
    return xtensa_run(&m->cpu, m->cpu.cycles + PLENTY);
}

static inline bool halted_in(const struct machine *m, uint32_t vector)
{
    return m->cpu.halted && m->cpu.pc == VECTORS + vector + STOPPED;
}

static inline void machine_end(struct machine *m)
{
    xtensa_destroy(&m->cpu);
}

#endif
