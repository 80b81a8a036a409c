/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A RISC-V as a whole: reset, running, traps, finding instructions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/rv32/rv32.h"

#include <stdlib.h>
#include <string.h>

#include "sim/cpu/rv32/rv32_core.h"

static rv32_handler run_outside;

int rv32_init(struct rv32 *cpu)
{
    memset(cpu, 0, sizeof *cpu);
    cpu->cache = calloc(1, sizeof *cpu->cache);
    if (!cpu->cache)
        return -1;
    cpu->cache->outside = (struct rv32_insn){.run = run_outside, .size = 4};
    rv32_reset(cpu);
    return 0;
}

void rv32_destroy(struct rv32 *cpu)
{
    if (!cpu->cache)
        return;
    for (size_t n = 0; n < RV32_REGIONS_MAX; n++)
        free(cpu->cache->decoded[n]);
    free(cpu->cache);
    cpu->cache = NULL;
}

void rv32_reset(struct rv32 *cpu)
{
    cpu->pc = cpu->reset_pc;
    cpu->mstatus = 0;
    cpu->mtvec = 0;
    cpu->mcause = 0;
    cpu->interrupt = 0;
    cpu->waiting = false;
    memset(cpu->kept, 0, sizeof cpu->kept);
}

void rv32_add_region(struct rv32 *cpu, const struct rv32_region *region)
{
    if (cpu->region_count < RV32_REGIONS_MAX)
        cpu->regions[cpu->region_count++] = *region;
}

void rv32_yield(struct rv32 *cpu)
{
    cpu->cache->yielded = true;
    cpu->stop_at = 0;
}

/* ---- instructions ---- */

static bool outside(const struct rv32 *cpu, const struct rv32_insn *insn)
{
    return insn == &cpu->cache->outside;
}

uint32_t rv32_pc(const struct rv32 *cpu, const struct rv32_insn *insn)
{
    const struct rv32_cache *cache = cpu->cache;

    return outside(cpu, insn) ? cache->outside_pc
                              : cache->base + 2 * (uint32_t)(insn - cache->insns);
}

static const struct rv32_insn *go_outside(struct rv32 *cpu, uint32_t pc)
{
    cpu->cache->outside_pc = pc;
    return &cpu->cache->outside;
}

/* Makes the region at pc the one in which the CPU runs.  False if there is none. */
static bool enter_region(struct rv32 *cpu, uint32_t pc)
{
    struct rv32_cache *cache = cpu->cache;

    for (size_t n = 0; n < cpu->region_count; n++) {
        const struct rv32_region *region = &cpu->regions[n];

        if (!region->executable || pc - region->base >= region->size)
            continue;
        if (!cache->decoded[n])
            cache->decoded[n] = calloc(region->size / 2, sizeof *cache->decoded[n]);
        cache->region = region;
        cache->insns = cache->decoded[n];
        cache->base = region->base;
        cache->size = region->size;
        return cache->insns != NULL;
    }
    return false;
}

/* Stands in a table for an instruction that is not decoded yet. */
static const struct rv32_insn *decode_at(struct rv32 *cpu, uint32_t pc)
{
    struct rv32_cache *cache = cpu->cache;
    struct rv32_insn *insn = &cache->insns[(pc - cache->base) / 2];
    const uint8_t *bytes = cache->region->bytes + (pc - cache->base);
    uint16_t half = (uint16_t)(bytes[0] | bytes[1] << 8);

    if (insn->run)
        return insn;
    if ((half & 3) != 3) {
        rv32_decode_compressed(insn, half);
    } else if (cache->size - (pc - cache->base) < 4) {
        return go_outside(cpu, pc);
    } else {
        rv32_decode(insn, half | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24);
    }
    return insn;
}

const struct rv32_insn *rv32_goto(struct rv32 *cpu, uint32_t pc)
{
    struct rv32_cache *cache = cpu->cache;

    if (pc - cpu->hook_base < cpu->hook_size)
        return go_outside(cpu, pc);
    if (pc - cache->base >= cache->size && !enter_region(cpu, pc))
        return go_outside(cpu, pc);
    return decode_at(cpu, pc);
}

static const struct rv32_insn *run_outside(struct rv32 *cpu, const struct rv32_insn *insn)
{
    uint32_t pc = cpu->cache->outside_pc;

    if (pc - cpu->hook_base < cpu->hook_size) {
        cpu->cycles--; /* this is no instruction */
        cpu->cache->hooked = true;
        rv32_yield(cpu);
        return insn;
    }
    return rv32_trap(cpu, insn, RV32_FETCH_FAULT, pc);
}

/* An instruction of four bytes may begin before the bytes that changed. */
void rv32_invalidate(struct rv32 *cpu, const uint8_t *bytes, size_t size)
{
    for (size_t n = 0; n < cpu->region_count; n++) {
        const struct rv32_region *region = &cpu->regions[n];
        struct rv32_insn *insns = cpu->cache->decoded[n];
        uintptr_t at = (uintptr_t)bytes - (uintptr_t)region->bytes;

        if (!insns || at >= region->size)
            continue;
        for (size_t i = at >= 2 ? at / 2 - 1 : 0; i < region->size / 2 && 2 * i < at + size; i++)
            insns[i].run = NULL;
    }
}

/* ---- traps ---- */

/* Interrupts go to a vector each, exceptions to the first one. */
void rv32_raise(struct rv32 *cpu, uint32_t cause, uint32_t value)
{
    bool interrupt = cause & RV32_CAUSE_INTERRUPT;

    cpu->mepc = cpu->pc;
    cpu->mcause = cause;
    cpu->mtval = value;
    cpu->mstatus = cpu->mstatus & RV32_MSTATUS_MIE ? RV32_MSTATUS_MPIE : 0;
    cpu->pc = cpu->mtvec + (interrupt ? 4 * (cause & 31) : 0);
    cpu->waiting = false;
    cpu->cycles += RV32_CYCLES_TRAP;
}

const struct rv32_insn *rv32_trap(struct rv32 *cpu, const struct rv32_insn *insn, uint32_t cause,
                                  uint32_t value)
{
    cpu->pc = rv32_pc(cpu, insn);
    rv32_raise(cpu, cause, value);
    return rv32_goto(cpu, cpu->pc);
}

static void take_interrupt(struct rv32 *cpu)
{
    if (cpu->interrupt)
        cpu->waiting = false;
    if (cpu->interrupt && cpu->mstatus & RV32_MSTATUS_MIE)
        rv32_raise(cpu, RV32_CAUSE_INTERRUPT | cpu->interrupt, 0);
}

/* ---- running ---- */

/* A handler's next instruction may not be decoded: its table has no handler then. */
static const struct rv32_insn *step(struct rv32 *cpu, const struct rv32_insn *insn)
{
    if (!insn->run)
        insn = rv32_goto(cpu, rv32_pc(cpu, insn));
    cpu->cycles++;
    return insn->run(cpu, insn);
}

static void run_burst(struct rv32 *cpu, uint64_t limit)
{
    const struct rv32_insn *insn = rv32_goto(cpu, cpu->pc);

    cpu->stop_at = limit;
    while (cpu->cycles < cpu->stop_at)
        insn = step(cpu, insn);
    cpu->pc = rv32_pc(cpu, insn);
}

/* The regions may have changed between runs. */
static void forget_place(struct rv32_cache *cache)
{
    cache->size = 0;
    cache->yielded = false;
    cache->hooked = false;
}

enum rv32_stop rv32_run(struct rv32 *cpu, uint64_t limit)
{
    struct rv32_cache *cache = cpu->cache;

    forget_place(cache);
    for (;;) {
        take_interrupt(cpu);
        if (cpu->waiting)
            return RV32_WAIT;
        if (cpu->cycles >= limit)
            return RV32_BUDGET;
        run_burst(cpu, limit);
        if (cache->hooked)
            return RV32_HOOK;
        if (cache->yielded && !cpu->waiting) {
            take_interrupt(cpu);
            return RV32_BUDGET;
        }
    }
}
