/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small LX106 machine for the unit tests.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Vectors are at 0x40000000, as in the boot ROM.  Each vector is a simcall, so that a run
 * halts there and the test can look at everything.  halted_in() tells the vector.
 */
#ifndef UNIT_SIM_LX106_MACHINE_H
#define UNIT_SIM_LX106_MACHINE_H

#include <string.h>

#include "sim/cpu/lx106/lx106.h"
#include "tap.h"
#include "unit/sim/xtensa_words.h"

enum {
    VECTORS = 0x40000000,
    IRAM = 0x40100000, /* words only, executable */
    DRAM = 0x3ffe8000,
    PERIPHERALS = 0x60000000, /* loads give the address; stores are recorded */
    NO_WORDS = 0x60000800,    /* from this address on the bus refuses accesses */
    NOWHERE = 0x10000000,     /* addresses on the bus, which refuses them with 28 and 29 */
    MEMORY_SIZE = 0x1000,
    PLENTY = 1000000, /* cycles */
    STOPPED = 3,      /* after a simcall the pc is behind the simcall */
};

struct machine {
    struct xtensa cpu;
    uint8_t vectors[256];
    uint8_t iram[MEMORY_SIZE];
    uint8_t dram[MEMORY_SIZE];
    uint32_t end; /* place of the next instruction, from the start of IRAM */
    uint32_t stored_address, stored_value;
    uint64_t bus_cycles;
    uint32_t bus_pc;
    bool yield_on_store;
};

static inline int machine_load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size,
                               uint32_t *value)
{
    struct machine *m = ctx;

    m->bus_cycles = cpu->cycles;
    m->bus_pc = cpu->pc;
    if (address < PERIPHERALS)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_PROHIBITED);
    if (address >= NO_WORDS || size != 4)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    *value = address;
    return 0;
}

static inline int machine_store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size,
                                uint32_t value)
{
    struct machine *m = ctx;

    if (address < PERIPHERALS)
        return XTENSA_BUS_FAULT(XTENSA_STORE_PROHIBITED);
    if (size != 4)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    m->stored_address = address;
    m->stored_value = value;
    if (m->yield_on_store)
        xtensa_yield(cpu);
    return 0;
}

/* Appends an instruction. */
static inline void put(struct machine *m, uint32_t word)
{
    put_word(m->iram + m->end, word);
    m->end += (word & 15) < 8 ? 3 : 2;
}

/* Makes a fresh machine.  It will execute from the start of IRAM, at interrupt level 0 in
 * user mode. */
static inline void machine_start(struct machine *m)
{
    memset(m, 0, sizeof *m);
    if (xtensa_init(&m->cpu, &lx106_core) < 0)
        tap_ok(false, "there is memory for an LX106");
    for (unsigned vector = LX106_VECTOR_DEBUG; vector <= LX106_VECTOR_DOUBLE; vector += 0x10)
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
    m->cpu.bus = (struct xtensa_bus){.load = machine_load, .store = machine_store, .ctx = m};
    m->cpu.pc = IRAM;
    m->cpu.ps = XTENSA_PS_UM;
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
