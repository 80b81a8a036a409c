/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places where the LX106 executes: regions with their decoded instructions, and places
 * without instructions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "sim/cpu/lx106/lx106_core.h"

static bool is_hook(const struct lx106 *cpu, uint32_t address)
{
    return address - cpu->hook_base < cpu->hook_size;
}

/* Makes an entry for each byte, and the edge.  False when out of memory. */
static bool prepare(struct lx106_cache *cache, size_t n, uint32_t size)
{
    if (cache->decoded[n].insns && cache->decoded[n].size == size)
        return true;
    free(cache->decoded[n].insns);
    cache->decoded[n].insns = calloc((size_t)size + 1, sizeof(struct lx106_insn));
    if (!cache->decoded[n].insns)
        return false;
    cache->decoded[n].size = size;
    cache->decoded[n].insns[size].op = LX106_OP_edge;
    return true;
}

const struct lx106_insn *lx106_enter(struct lx106 *cpu, uint32_t address)
{
    struct lx106_cache *cache = cpu->cache;

    cpu->pc = address;
    for (size_t n = 0; n < cpu->region_count && !is_hook(cpu, address); n++) {
        const struct lx106_region *region = &cpu->regions[n];

        if (!region->executable || address - region->base >= region->size)
            continue;
        if (!prepare(cache, n, region->size))
            break;
        cache->base = region->base;
        cache->size = region->size;
        cache->bytes = region->bytes;
        cache->insns = cache->decoded[n].insns;
        return cache->insns + (address - region->base);
    }
    return &cache->outside;
}

void lx106_invalidate(struct lx106 *cpu, uint32_t address, uint32_t size)
{
    for (size_t n = 0; n < cpu->region_count; n++) {
        struct lx106_insn *insns = cpu->cache->decoded[n].insns;
        /* An instruction that begins up to two bytes earlier reaches into the range. */
        const int64_t base = cpu->regions[n].base;
        int64_t from = (int64_t)address - 2 - base, to = (int64_t)address + size - base;

        if (!insns)
            continue;
        if (from < 0)
            from = 0;
        if (to > cpu->cache->decoded[n].size)
            to = cpu->cache->decoded[n].size;
        /* Clears only op, because the instruction that is being executed still needs its
         * length. */
        for (; from < to; from++)
            insns[from].op = LX106_OP_fetch;
    }
}

/* Sets the fields that depend on the place of the instruction. */
static void place(const struct lx106_cache *cache, uint32_t offset, struct lx106_insn *i)
{
    if (i->op >= LX106_OP_beq && i->op <= LX106_OP_j)
        i->leaves = offset + (uint32_t)i->imm >= cache->size;
    if (i->op == LX106_OP_l32r) {
        uint32_t literal = ((cache->base + offset + 3) & ~3u) + (uint32_t)i->imm - cache->base;

        if (literal < cache->size)
            i->imm = (int32_t)literal;
        else
            i->op = LX106_OP_l32r_far;
    }
}

/* The code of an entry that is not decoded yet. */
const struct lx106_insn *lx106_op_fetch(struct lx106 *cpu, const struct lx106_insn *i)
{
    const struct lx106_cache *cache = cpu->cache;
    const uint32_t offset = (uint32_t)(i - cache->insns);
    struct lx106_insn *entry = cache->insns + offset;
    uint8_t bytes[4] = {0};

    cpu->cycles--; /* an entry that is no instruction costs no cycle; the same below */
    if (is_hook(cpu, cache->base + offset)) {
        entry->op = LX106_OP_hook;
        return entry;
    }
    for (uint32_t n = 0; n < 3 && offset + n < cache->size; n++)
        bytes[n] = cache->bytes[offset + n];
    lx106_decode(lx106_get(bytes, 4), entry);
    if (offset + entry->length > cache->size) {
        entry->op = LX106_OP_fetch;
        return lx106_fault(cpu, i, LX106_FETCH_ERROR, cache->base + cache->size);
    }
    place(cache, offset, entry);
    return entry;
}

const struct lx106_insn *lx106_op_edge(struct lx106 *cpu, const struct lx106_insn *i)
{
    cpu->cycles--;
    return lx106_enter(cpu, lx106_pc(cpu, i));
}

const struct lx106_insn *lx106_op_hook(struct lx106 *cpu, const struct lx106_insn *i)
{
    cpu->cycles--;
    cpu->cache->hooked = true;
    lx106_attend(cpu);
    return i;
}

/* The boot ROM gives no access to memory below this (CACHEATTR 0x2222211f). */
enum { PROHIBITED_END = 0x20000000 };

const struct lx106_insn *lx106_op_outside(struct lx106 *cpu, const struct lx106_insn *i)
{
    if (is_hook(cpu, cpu->pc))
        return lx106_op_hook(cpu, i);
    cpu->cycles--;
    if ((cpu->ps & LX106_PS_EXCM) && cpu->pc == cpu->vecbase + LX106_VECTOR_DOUBLE) {
        cpu->halted = true; /* this exception would repeat for ever */
        lx106_attend(cpu);
        return i;
    }
    return lx106_fault(cpu, i,
                       cpu->pc < PROHIBITED_END ? LX106_FETCH_PROHIBITED : LX106_FETCH_ERROR,
                       cpu->pc);
}
