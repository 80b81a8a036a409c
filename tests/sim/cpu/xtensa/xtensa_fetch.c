/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Places where the CPU executes: regions with their decoded instructions, and places
 * without instructions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>
#include <string.h>

#include "sim/cpu/xtensa/xtensa_core.h"

static bool is_hook(const struct xtensa *cpu, uint32_t address)
{
    return address - cpu->hook_base < cpu->hook_size;
}

/* Makes an entry for each byte, and the edge.  False when out of memory. */
static bool prepare(struct xtensa_cache *cache, size_t n, uint32_t size)
{
    if (cache->decoded[n].insns && cache->decoded[n].size == size)
        return true;
    free(cache->decoded[n].insns);
    cache->decoded[n].insns = calloc((size_t)size + 1, sizeof(struct xtensa_insn));
    if (!cache->decoded[n].insns)
        return false;
    cache->decoded[n].size = size;
    cache->decoded[n].insns[size].op = XTENSA_OP_edge;
    return true;
}

const struct xtensa_insn *xtensa_enter(struct xtensa *cpu, uint32_t address)
{
    struct xtensa_cache *cache = cpu->cache;

    cpu->pc = address;
    for (size_t n = 0; n < cpu->region_count && !is_hook(cpu, address); n++) {
        const struct xtensa_region *region = &cpu->regions[n];

        if (!region->executable || address - region->base >= region->size)
            continue;
        if (!prepare(cache, n, region->size))
            break;
        cache->base = region->base;
        cache->size = region->size;
        cache->bytes = region->bytes;
        cache->insns = cache->decoded[n].insns;
        xtensa_refresh(cpu);
        return cache->insns + (address - region->base);
    }
    return &cache->outside;
}

void xtensa_invalidate(struct xtensa *cpu, uint32_t address, uint32_t size)
{
    for (size_t n = 0; n < cpu->region_count; n++) {
        struct xtensa_insn *insns = cpu->cache->decoded[n].insns;
        /* An instruction that begins up to two bytes earlier reaches into the range. */
        const int64_t base = cpu->regions[n].base;
        int64_t from = (int64_t)address - 2 - base, to = (int64_t)address + size - base;

        if (!insns)
            continue;
        if (from < 0)
            from = 0;
        if (to > cpu->cache->decoded[n].size)
            to = cpu->cache->decoded[n].size;
        /* Leaves the length, because the instruction that is being executed still needs
         * it. */
        for (; from < to; from++) {
            insns[from].op = XTENSA_OP_fetch;
            insns[from].quad = 0;
        }
    }
}

/* Sets the fields that depend on the place of the instruction. */
static void place(const struct xtensa_cache *cache, uint32_t offset, struct xtensa_insn *i)
{
    if (i->op >= XTENSA_FIRST_BRANCH && i->op <= XTENSA_LAST_BRANCH)
        i->leaves = offset + (uint32_t)i->imm >= cache->size;
    if (i->op == XTENSA_OP_l32r) {
        uint32_t literal = ((cache->base + offset + 3) & ~3u) + (uint32_t)i->imm - cache->base;

        if (literal < cache->size)
            i->imm = (int32_t)literal;
        else
            i->op = XTENSA_OP_l32r_far;
    }
}

/* The code of an entry that is not decoded yet. */
const struct xtensa_insn *xtensa_op_fetch(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const struct xtensa_cache *cache = cpu->cache;
    const uint32_t offset = (uint32_t)(i - cache->insns);
    struct xtensa_insn *entry = cache->insns + offset;
    uint8_t bytes[4] = {0};

    cpu->cycles--; /* an entry that is no instruction costs no cycle; the same below */
    if (is_hook(cpu, cache->base + offset)) {
        entry->op = XTENSA_OP_hook;
        return entry;
    }
    for (uint32_t n = 0; n < 3 && offset + n < cache->size; n++)
        bytes[n] = cache->bytes[offset + n];
    xtensa_decode(cpu->core, xtensa_get(bytes, 4), entry);
    if (offset + entry->length > cache->size) {
        entry->op = XTENSA_OP_fetch;
        entry->quad = 0;
        return xtensa_fault(cpu, i, XTENSA_FETCH_ERROR, cache->base + cache->size);
    }
    place(cache, offset, entry);
    return entry;
}

const struct xtensa_insn *xtensa_op_edge(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->cycles--;
    return xtensa_enter(cpu, xtensa_pc(cpu, i));
}

const struct xtensa_insn *xtensa_op_hook(struct xtensa *cpu, const struct xtensa_insn *i)
{
    cpu->cycles--;
    cpu->cache->hooked = true;
    xtensa_attend(cpu);
    return i;
}

const struct xtensa_insn *xtensa_op_outside(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (is_hook(cpu, cpu->pc))
        return xtensa_op_hook(cpu, i);
    cpu->cycles--;
    if ((cpu->ps & XTENSA_PS_EXCM) && cpu->pc == cpu->vecbase + cpu->core->double_exception) {
        cpu->halted = true; /* this exception would repeat for ever */
        xtensa_attend(cpu);
        return i;
    }
    return xtensa_fault(cpu, i,
                       cpu->pc < cpu->core->prohibited_end ? XTENSA_FETCH_PROHIBITED : XTENSA_FETCH_ERROR,
                       cpu->pc);
}
