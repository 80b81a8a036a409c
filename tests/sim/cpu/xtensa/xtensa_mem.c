/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Xtensa loads and stores, and their faults.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_core.h"

static struct xtensa_region *region_at(struct xtensa *cpu, uint32_t address)
{
    for (size_t n = 0; n < cpu->region_count; n++)
        if (address - cpu->regions[n].base < cpu->regions[n].size)
            return &cpu->regions[n];
    return NULL;
}

/* Shows the bus the time and the program counter. */
static void show_pc(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (i) {
        cpu->pc = xtensa_pc(cpu, i);
        cpu->cycles += XTENSA_CYCLES_BUS;
    }
}

/* The memory of an unaligned access.  NULL if the access is a fault: hardware that takes
 * unaligned accesses takes them in memory for bytes. */
static struct xtensa_region *unaligned_region(struct xtensa *cpu, uint32_t address, unsigned size)
{
    struct xtensa_region *region = region_at(cpu, address);

    if (!(cpu->core->options & XTENSA_HAS_UNALIGNED) || !region || region->words_only ||
        region->size - (address - region->base) < size)
        return NULL;
    return region;
}

static int load_unaligned(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    const struct xtensa_region *region = unaligned_region(cpu, address, size);

    if (!region)
        return XTENSA_BUS_FAULT(XTENSA_UNALIGNED);
    *value = xtensa_get(region->bytes + (address - region->base), size);
    return 0;
}

static int store_unaligned(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value)
{
    struct xtensa_region *region = unaligned_region(cpu, address, size);

    if (!region)
        return XTENSA_BUS_FAULT(XTENSA_UNALIGNED);
    if (!region->writable)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    xtensa_put(region->bytes + (address - region->base), size, value);
    if (region->executable)
        xtensa_invalidate(cpu, address, size);
    return 0;
}

int xtensa_load_elsewhere(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                         unsigned size, uint32_t *value)
{
    const struct xtensa_region *region;

    if (address & (size - 1))
        return load_unaligned(cpu, address, size, value);
    region = region_at(cpu, address);
    if (!region) {
        if (!cpu->bus.load)
            return XTENSA_BUS_FAULT(XTENSA_LOAD_PROHIBITED);
        show_pc(cpu, i);
        return cpu->bus.load(cpu->bus.ctx, cpu, address, size, value);
    }
    if (size < 4 && region->words_only)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    cpu->cache->loaded = region;
    *value = xtensa_get(region->bytes + (address - region->base), size);
    return 0;
}

int xtensa_store_elsewhere(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t address,
                          unsigned size, uint32_t value)
{
    struct xtensa_region *region;

    if (address & (size - 1))
        return store_unaligned(cpu, address, size, value);
    region = region_at(cpu, address);
    if (!region) {
        if (!cpu->bus.store)
            return XTENSA_BUS_FAULT(XTENSA_STORE_PROHIBITED);
        show_pc(cpu, i);
        return cpu->bus.store(cpu->bus.ctx, cpu, address, size, value);
    }
    if (!region->writable || (size < 4 && region->words_only))
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    if (!region->executable && !region->words_only)
        cpu->cache->stored = region; /* the short way needs no further checks */
    if (region->executable && cpu->bad_word && address / 4 == cpu->bad_word / 4)
        value = 0;
    xtensa_put(region->bytes + (address - region->base), size, value);
    if (region->executable)
        xtensa_invalidate(cpu, address, size);
    return 0;
}

bool xtensa_peek(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    return xtensa_load(cpu, NULL, address, size, value) == 0;
}

bool xtensa_poke(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value)
{
    if (size < 4)
        value &= (1u << 8 * size) - 1;
    return xtensa_store(cpu, NULL, address, size, value) == 0;
}

static const struct xtensa_insn *into_register(struct xtensa *cpu, const struct xtensa_insn *i,
                                              int fault, uint32_t address, uint32_t value)
{
    if (fault)
        return xtensa_fault(cpu, i, (enum xtensa_cause)(-1 - fault), address);
    cpu->a[i->r] = value;
    cpu->cycles += XTENSA_CYCLES_LOAD;
    return xtensa_next(i);
}

#define LOAD(name, size, result) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t address = cpu->a[i->s] + (uint32_t)i->imm; \
        uint32_t value = 0; \
        const int fault = xtensa_load(cpu, i, address, size, &value); \
        return into_register(cpu, i, fault, address, result); \
    }

LOAD(l8ui, 1, value)
LOAD(l16ui, 2, value)
LOAD(l16si, 2, (uint32_t)(int32_t)(int16_t)value)
LOAD(l32i, 4, value)

#define STORE(name, size, mask) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t address = cpu->a[i->s] + (uint32_t)i->imm; \
        const int fault = xtensa_store(cpu, i, address, size, cpu->a[i->t] & (mask)); \
        if (fault) \
            return xtensa_fault(cpu, i, (enum xtensa_cause)(-1 - fault), address); \
        return xtensa_next(i); \
    }

STORE(s8i, 1, 0xffu)
STORE(s16i, 2, 0xffffu)
STORE(s32i, 4, 0xffffffffu)

/* Below s, for window exception handlers. */
LOAD(l32e, 4, value)
STORE(s32e, 4, 0xffffffffu)

/* Stores t if memory holds SCOMPARE1.  t becomes what memory held. */
const struct xtensa_insn *xtensa_op_s32c1i(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const uint32_t address = cpu->a[i->s] + (uint32_t)i->imm;
    uint32_t value = 0;
    int fault = xtensa_load(cpu, i, address, 4, &value);

    if (!fault && value == cpu->scompare1)
        fault = xtensa_store(cpu, i, address, 4, cpu->a[i->t]);
    return into_register(cpu, i, fault, address, value);
}

static const struct xtensa_insn *load_literal(struct xtensa *cpu, const struct xtensa_insn *i,
                                             uint32_t address)
{
    uint32_t value = 0;
    const int fault = xtensa_load(cpu, i, address, 4, &value);

    return into_register(cpu, i, fault, address, value);
}

/* The literal that is `distance` behind the instruction's address, which is rounded up to a
 * word.  Bit 0 of LITBASE turns absolute literals on.  Then its upper 20 bits are the end
 * of a 256 KB literal pool. */
static uint32_t literal_at(const struct xtensa *cpu, const struct xtensa_insn *i, uint32_t distance)
{
    if (cpu->litbase & 1)
        return (cpu->litbase & 0xfffff000u) + distance;
    return ((xtensa_pc(cpu, i) + 3) & ~3u) + distance;
}

const struct xtensa_insn *xtensa_op_l32r_far(struct xtensa *cpu, const struct xtensa_insn *i)
{
    return load_literal(cpu, i, literal_at(cpu, i, (uint32_t)i->imm));
}

/* A literal in the same region as the code.  imm is its place in the region. */
const struct xtensa_insn *xtensa_op_l32r(struct xtensa *cpu, const struct xtensa_insn *i)
{
    uint32_t distance;

    if (!(cpu->litbase & 1))
        return into_register(cpu, i, 0, 0, xtensa_get(cpu->cache->bytes + i->imm, 4));
    distance = cpu->cache->base + (uint32_t)i->imm - ((xtensa_pc(cpu, i) + 3) & ~3u);
    return load_literal(cpu, i, literal_at(cpu, i, distance));
}
