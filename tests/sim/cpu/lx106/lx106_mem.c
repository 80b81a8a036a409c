/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LX106 loads and stores, and their faults.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/lx106/lx106_core.h"

static struct lx106_region *region_at(struct lx106 *cpu, uint32_t address)
{
    for (size_t n = 0; n < cpu->region_count; n++)
        if (address - cpu->regions[n].base < cpu->regions[n].size)
            return &cpu->regions[n];
    return NULL;
}

/* Shows the bus the time and the program counter. */
static void show_pc(struct lx106 *cpu, const struct lx106_insn *i)
{
    if (i) {
        cpu->pc = lx106_pc(cpu, i);
        cpu->cycles += LX106_CYCLES_BUS;
    }
}

int lx106_load_elsewhere(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                         unsigned size, uint32_t *value)
{
    const struct lx106_region *region;

    if (address & (size - 1))
        return LX106_BUS_FAULT(LX106_UNALIGNED);
    region = region_at(cpu, address);
    if (!region) {
        if (!cpu->bus.load)
            return LX106_BUS_FAULT(LX106_LOAD_PROHIBITED);
        show_pc(cpu, i);
        return cpu->bus.load(cpu->bus.ctx, cpu, address, size, value);
    }
    if (size < 4 && region->words_only)
        return LX106_BUS_FAULT(LX106_LOAD_STORE_ERROR);
    cpu->cache->loaded = region;
    *value = lx106_get(region->bytes + (address - region->base), size);
    return 0;
}

int lx106_store_elsewhere(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                          unsigned size, uint32_t value)
{
    struct lx106_region *region;

    if (address & (size - 1))
        return LX106_BUS_FAULT(LX106_UNALIGNED);
    region = region_at(cpu, address);
    if (!region) {
        if (!cpu->bus.store)
            return LX106_BUS_FAULT(LX106_STORE_PROHIBITED);
        show_pc(cpu, i);
        return cpu->bus.store(cpu->bus.ctx, cpu, address, size, value);
    }
    if (!region->writable || (size < 4 && region->words_only))
        return LX106_BUS_FAULT(LX106_LOAD_STORE_ERROR);
    if (!region->executable && !region->words_only)
        cpu->cache->stored = region; /* the short way needs no further checks */
    if (region->executable && cpu->bad_word && address / 4 == cpu->bad_word / 4)
        value = 0;
    lx106_put(region->bytes + (address - region->base), size, value);
    if (region->executable)
        lx106_invalidate(cpu, address, size);
    return 0;
}

bool lx106_peek(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    return lx106_load(cpu, NULL, address, size, value) == 0;
}

bool lx106_poke(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t value)
{
    if (size < 4)
        value &= (1u << 8 * size) - 1;
    return lx106_store(cpu, NULL, address, size, value) == 0;
}

static const struct lx106_insn *into_register(struct lx106 *cpu, const struct lx106_insn *i,
                                              int fault, uint32_t address, uint32_t value)
{
    if (fault)
        return lx106_fault(cpu, i, (enum lx106_cause)(-1 - fault), address);
    cpu->a[i->r] = value;
    cpu->cycles += LX106_CYCLES_LOAD;
    return lx106_next(i);
}

#define LOAD(name, size, result) \
    const struct lx106_insn *lx106_op_##name(struct lx106 *cpu, const struct lx106_insn *i) \
    { \
        const uint32_t address = cpu->a[i->s] + (uint32_t)i->imm; \
        uint32_t value = 0; \
        const int fault = lx106_load(cpu, i, address, size, &value); \
        return into_register(cpu, i, fault, address, result); \
    }

LOAD(l8ui, 1, value)
LOAD(l16ui, 2, value)
LOAD(l16si, 2, (uint32_t)(int32_t)(int16_t)value)
LOAD(l32i, 4, value)

#define STORE(name, size, mask) \
    const struct lx106_insn *lx106_op_##name(struct lx106 *cpu, const struct lx106_insn *i) \
    { \
        const uint32_t address = cpu->a[i->s] + (uint32_t)i->imm; \
        const int fault = lx106_store(cpu, i, address, size, cpu->a[i->t] & (mask)); \
        if (fault) \
            return lx106_fault(cpu, i, (enum lx106_cause)(-1 - fault), address); \
        return lx106_next(i); \
    }

STORE(s8i, 1, 0xffu)
STORE(s16i, 2, 0xffffu)
STORE(s32i, 4, 0xffffffffu)

static const struct lx106_insn *load_literal(struct lx106 *cpu, const struct lx106_insn *i,
                                             uint32_t address)
{
    uint32_t value = 0;
    const int fault = lx106_load(cpu, i, address, 4, &value);

    return into_register(cpu, i, fault, address, value);
}

/* The literal that is `distance` behind the instruction's address, which is rounded up to a
 * word.  Bit 0 of LITBASE turns absolute literals on.  Then its upper 20 bits are the end
 * of a 256 KB literal pool. */
static uint32_t literal_at(const struct lx106 *cpu, const struct lx106_insn *i, uint32_t distance)
{
    if (cpu->litbase & 1)
        return (cpu->litbase & 0xfffff000u) + distance;
    return ((lx106_pc(cpu, i) + 3) & ~3u) + distance;
}

const struct lx106_insn *lx106_op_l32r_far(struct lx106 *cpu, const struct lx106_insn *i)
{
    return load_literal(cpu, i, literal_at(cpu, i, (uint32_t)i->imm));
}

/* A literal in the same region as the code.  imm is its place in the region. */
const struct lx106_insn *lx106_op_l32r(struct lx106 *cpu, const struct lx106_insn *i)
{
    uint32_t distance;

    if (!(cpu->litbase & 1))
        return into_register(cpu, i, 0, 0, lx106_get(cpu->cache->bytes + i->imm, 4));
    distance = cpu->cache->base + (uint32_t)i->imm - ((lx106_pc(cpu, i) + 3) & ~3u);
    return load_literal(cpu, i, literal_at(cpu, i, distance));
}
