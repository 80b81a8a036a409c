/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside an Xtensa: decoded instructions, and the declarations for their code.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each instruction of an executable region is decoded once, into an array with one entry
 * for every byte (an instruction can start at any byte).  An entry's code returns the next
 * entry.  So the program counter is that pointer, and is turned into an address only when
 * other code can see it.
 */
#ifndef SIM_CPU_XTENSA_XTENSA_CORE_H
#define SIM_CPU_XTENSA_XTENSA_CORE_H

#include "sim/cpu/xtensa/xtensa.h"
#include "sim/cpu/xtensa/xtensa_operations.h"

/* r is the register written, s and t are the registers read (a store's data is t), whatever
 * the instruction's fields are called. */
struct xtensa_insn {
    uint8_t op;
    uint8_t length; /* bytes; 0 for an edge */
    uint8_t r, s, t;
    bool leaves; /* a branch to outside the region */
    uint8_t quad; /* the highest register used, divided by 4 */
    int32_t imm; /* branches: distance from this instruction */
};

struct xtensa_cache {
    /* The region that is being executed.  Size 0: no region. */
    uint32_t base, size;
    struct xtensa_insn *insns;
    const uint8_t *bytes;
    /* The regions of the last load and store.  Mostly the next load and store go there,
     * too. */
    const struct xtensa_region *loaded, *stored;
    /* For each region, its decoded instructions.  They are made when the region is first
     * executed. */
    struct {
        struct xtensa_insn *insns;
        uint32_t size;
    } decoded[XTENSA_REGIONS_MAX];
    struct xtensa_insn outside; /* cpu->pc holds the address */
    bool hooked, yielded;
    /* For cores with options.  Registers from 4 * safe on belong to other frames, which have
     * to be stored first.  loop_end is the entry of LEND, if a loop is running. */
    uint8_t safe;
    const struct xtensa_insn *loop_end;
};

typedef const struct xtensa_insn *xtensa_handler(struct xtensa *cpu, const struct xtensa_insn *i);

#define XTENSA_DECLARE(name) xtensa_handler xtensa_op_##name;
XTENSA_OPERATIONS(XTENSA_DECLARE)
#undef XTENSA_DECLARE

/* Decodes an instruction.  Its bytes are in the low end of word. */
void xtensa_decode(const struct xtensa_core *core, uint32_t word, struct xtensa_insn *i);

/* The entry for an address outside the region that is being executed. */
const struct xtensa_insn *xtensa_enter(struct xtensa *cpu, uint32_t address);

/* The general cases of the two functions below: these find out what is at the address. */
int xtensa_load_elsewhere(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                         unsigned size, uint32_t *value);
int xtensa_store_elsewhere(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                          unsigned size, uint32_t value);

/* The executed entry raises an exception. */
const struct xtensa_insn *xtensa_fault(struct xtensa *cpu, const struct xtensa_insn *i,
                                     enum xtensa_cause cause, uint32_t vaddr);

/* Raises an exception or interrupt of level 2 or above. */
void xtensa_raise_level(struct xtensa *cpu, unsigned level);

/* Takes the pending interrupt of the highest level, if it is not masked. */
void xtensa_take_interrupt(struct xtensa *cpu);
/* Sleeps until a CCOMPARE matches, if that happens before the limit. */
bool xtensa_sleep_to_timer(struct xtensa *cpu, uint64_t limit);
/* Cycles until CCOUNT equals a CCOMPARE again. */
uint64_t xtensa_timer_distance(const struct xtensa *cpu, uint64_t cycles);
/* Updates the timer bits of INTERRUPT to the present. */
void xtensa_update_timer(struct xtensa *cpu);

/* False if no such special register can be read or written. */
bool xtensa_read_sr(struct xtensa *cpu, int32_t number, uint32_t *value);
bool xtensa_write_sr(struct xtensa *cpu, int32_t number, uint32_t value);
/* The bits of PS that the core has. */
uint32_t xtensa_ps_mask(const struct xtensa *cpu);

/* ---- windows and loops ---- */

/* Call this after a change of PS, of the window, or of the loop registers. */
void xtensa_refresh(struct xtensa *cpu);
/* The number of values of WINDOWBASE, a power of 2, less 1. */
static inline uint32_t xtensa_window_mask(const struct xtensa *cpu)
{
    return cpu->core->physical / 4 - 1;
}

/* Makes cpu->a the registers of another window. */
void xtensa_rotate(struct xtensa *cpu, uint32_t windowbase);
/* The window overflow exception of an instruction that uses unsafe registers. */
const struct xtensa_insn *xtensa_overflow(struct xtensa *cpu, const struct xtensa_insn *i,
                                          unsigned quad);
/* Ends one turn of a loop. */
const struct xtensa_insn *xtensa_loop_back(struct xtensa *cpu, const struct xtensa_insn *end);

static inline uint32_t xtensa_ccount(const struct xtensa *cpu)
{
    return (uint32_t)cpu->cycles + cpu->ccount_offset;
}

/* Makes xtensa_run() check interrupts, the timer and reasons to stop. */
static inline void xtensa_attend(struct xtensa *cpu)
{
    cpu->stop_at = 0;
}

static inline uint32_t xtensa_pc(const struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (i == &cpu->cache->outside)
        return cpu->pc;
    return cpu->cache->base + (uint32_t)(i - cpu->cache->insns);
}

static inline const struct xtensa_insn *xtensa_goto(struct xtensa *cpu, uint32_t address)
{
    uint32_t offset = address - cpu->cache->base;

    if (offset < cpu->cache->size)
        return cpu->cache->insns + offset;
    return xtensa_enter(cpu, address);
}

static inline const struct xtensa_insn *xtensa_next(const struct xtensa_insn *i)
{
    return i + i->length;
}

static inline uint32_t xtensa_get(const uint8_t *bytes, unsigned size)
{
    uint32_t value = bytes[0];

    if (size > 1)
        value |= (uint32_t)bytes[1] << 8;
    if (size > 2)
        value |= (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    return value;
}

static inline void xtensa_put(uint8_t *bytes, unsigned size, uint32_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

/* Returns 0, or XTENSA_BUS_FAULT(cause).  i is the instruction; NULL for a peek. */
static inline int xtensa_load(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                             unsigned size, uint32_t *value)
{
    const struct xtensa_region *region = cpu->cache->loaded;
    uint32_t offset = address - region->base;

    if (offset >= region->size || (address & (size - 1)) || (size < 4 && region->words_only))
        return xtensa_load_elsewhere(cpu, i, address, size, value);
    *value = xtensa_get(region->bytes + offset, size);
    return 0;
}

static inline int xtensa_store(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                              unsigned size, uint32_t value)
{
    const struct xtensa_region *region = cpu->cache->stored;
    uint32_t offset = address - region->base;

    if (offset >= region->size || (address & (size - 1)))
        return xtensa_store_elsewhere(cpu, i, address, size, value);
    xtensa_put(region->bytes + offset, size, value);
    return 0;
}

#endif
