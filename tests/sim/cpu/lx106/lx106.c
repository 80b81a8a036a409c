/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 as a whole: reset, running, exceptions and interrupts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.4 "Exception and interrupt options".
 */
#include "sim/cpu/lx106/lx106.h"

#include <stdlib.h>
#include <string.h>

#include "sim/cpu/lx106/lx106_core.h"

enum {
    RESET_PC = 0x40000080,      /* XCHAL_RESET_VECTOR1_VADDR */
    RESET_VECBASE = 0x40000000, /* XCHAL_VECBASE_RESET_VADDR */
    RESET_PS = 0x1f,
    LEVEL1_INTERRUPTS = LX106_INT_LEVEL | LX106_INT_TIMER | LX106_INT_SOFT | LX106_INT_EDGE,
    NMI_LEVEL = 3, /* XCHAL_NMILEVEL */
};

static lx106_handler *const handlers[LX106_OP_COUNT] = {
#define LX106_ENTRY(name) [LX106_OP_##name] = lx106_op_##name,
    LX106_OPERATIONS(LX106_ENTRY)
#undef LX106_ENTRY
};

static const struct lx106_region nothing;

/* The regions may have changed between runs. */
static void forget_places(struct lx106_cache *cache)
{
    cache->size = 0;
    cache->loaded = &nothing;
    cache->stored = &nothing;
}

int lx106_init(struct lx106 *cpu)
{
    memset(cpu, 0, sizeof *cpu);
    cpu->cache = calloc(1, sizeof *cpu->cache);
    if (!cpu->cache)
        return -1;
    cpu->cache->outside.op = LX106_OP_outside;
    forget_places(cpu->cache);
    lx106_reset(cpu);
    return 0;
}

void lx106_destroy(struct lx106 *cpu)
{
    if (!cpu->cache)
        return;
    for (size_t n = 0; n < LX106_REGIONS_MAX; n++)
        free(cpu->cache->decoded[n].insns);
    free(cpu->cache);
    cpu->cache = NULL;
}

void lx106_reset(struct lx106 *cpu)
{
    cpu->pc = RESET_PC;
    cpu->ps = RESET_PS;
    cpu->vecbase = RESET_VECBASE;
    cpu->litbase = 0;
    cpu->sar = 0;
    cpu->intenable = 0;
    cpu->interrupt = cpu->irq_lines & LX106_INT_LEVEL;
    cpu->exccause = 0;
    cpu->excvaddr = 0;
    cpu->ccount_offset = 0 - (uint32_t)cpu->cycles;
    cpu->ccompare0 = 0;
    cpu->timer_seen = cpu->cycles;
    cpu->ibreakenable = 0;
    cpu->dbreakc0 = 0;
    cpu->icountlevel = 0;
    cpu->debugcause = 0;
    cpu->waiting = false;
    cpu->halted = false;
    lx106_attend(cpu);
}

void lx106_add_region(struct lx106 *cpu, const struct lx106_region *region)
{
    if (cpu->region_count < LX106_REGIONS_MAX)
        cpu->regions[cpu->region_count++] = *region;
}

void lx106_yield(struct lx106 *cpu)
{
    cpu->cache->yielded = true;
    lx106_attend(cpu);
}

void lx106_set_irq(struct lx106 *cpu, unsigned bit, bool level)
{
    const uint32_t line = 1u << bit;
    const bool rises = level && !(cpu->irq_lines & line);

    if (level)
        cpu->irq_lines |= line;
    else
        cpu->irq_lines &= ~line;
    if (rises && (line & (LX106_INT_EDGE | LX106_INT_NMI)))
        cpu->interrupt |= line;
    cpu->interrupt = (cpu->interrupt & ~(uint32_t)LX106_INT_LEVEL) |
                     (cpu->irq_lines & LX106_INT_LEVEL);
    lx106_attend(cpu);
}

/* Cycles until CCOUNT equals CCOMPARE0 again, 1 to 2^32. */
static uint64_t timer_distance(const struct lx106 *cpu, uint64_t cycles)
{
    const uint32_t ccount = (uint32_t)cycles + cpu->ccount_offset;

    return (uint64_t)(uint32_t)(cpu->ccompare0 - ccount - 1) + 1;
}

void lx106_update_timer(struct lx106 *cpu)
{
    if (cpu->cycles - cpu->timer_seen >= timer_distance(cpu, cpu->timer_seen))
        cpu->interrupt |= LX106_INT_TIMER;
    cpu->timer_seen = cpu->cycles;
}

static bool has_address(enum lx106_cause cause)
{
    switch (cause) {
    case LX106_FETCH_ERROR:
    case LX106_LOAD_STORE_ERROR:
    case LX106_UNALIGNED:
    case LX106_FETCH_PROHIBITED:
    case LX106_LOAD_PROHIBITED:
    case LX106_STORE_PROHIBITED:
        return true;
    default:
        return false;
    }
}

void lx106_raise(struct lx106 *cpu, enum lx106_cause cause, uint32_t vaddr)
{
    uint32_t vector = cpu->ps & LX106_PS_UM ? LX106_VECTOR_USER : LX106_VECTOR_KERNEL;

    if (cpu->ps & LX106_PS_EXCM) {
        vector = LX106_VECTOR_DOUBLE;
        cpu->depc = cpu->pc;
    } else {
        cpu->epc1 = cpu->pc;
    }
    cpu->exccause = cause;
    if (has_address(cause))
        cpu->excvaddr = vaddr;
    cpu->ps |= LX106_PS_EXCM;
    cpu->pc = cpu->vecbase + vector;
    cpu->cycles += LX106_CYCLES_EXCEPTION;
}

void lx106_raise_level(struct lx106 *cpu, unsigned level, uint32_t vector)
{
    if (level == NMI_LEVEL) {
        cpu->epc3 = cpu->pc;
        cpu->eps3 = cpu->ps;
    } else {
        cpu->epc2 = cpu->pc;
        cpu->eps2 = cpu->ps;
    }
    cpu->ps = (cpu->ps & ~(uint32_t)LX106_PS_INTLEVEL) | LX106_PS_EXCM | level;
    cpu->pc = cpu->vecbase + vector;
    cpu->cycles += LX106_CYCLES_EXCEPTION;
}

const struct lx106_insn *lx106_fault(struct lx106 *cpu, const struct lx106_insn *i,
                                     enum lx106_cause cause, uint32_t vaddr)
{
    cpu->pc = lx106_pc(cpu, i);
    lx106_raise(cpu, cause, vaddr);
    return lx106_goto(cpu, cpu->pc);
}

static void take_interrupt(struct lx106 *cpu)
{
    lx106_update_timer(cpu);
    if (cpu->interrupt & LX106_INT_NMI) {
        cpu->interrupt &= ~(uint32_t)LX106_INT_NMI;
        cpu->waiting = false;
        lx106_raise_level(cpu, NMI_LEVEL, LX106_VECTOR_NMI);
    } else if (!(cpu->ps & (LX106_PS_EXCM | LX106_PS_INTLEVEL)) &&
               (cpu->interrupt & cpu->intenable & LEVEL1_INTERRUPTS)) {
        cpu->waiting = false;
        lx106_raise(cpu, LX106_LEVEL1_INTERRUPT, 0);
    }
}

/* Sleeps until CCOMPARE0 matches, if that happens before the limit. */
static bool sleep_to_timer(struct lx106 *cpu, uint64_t limit)
{
    const uint64_t distance = timer_distance(cpu, cpu->cycles);

    if (cpu->cycles + distance > limit)
        return false;
    cpu->cycles += distance;
    return true;
}

static void run_burst(struct lx106 *cpu, uint64_t limit)
{
    const struct lx106_insn *i = lx106_goto(cpu, cpu->pc);

    cpu->stop_at = cpu->cycles + timer_distance(cpu, cpu->cycles);
    if (cpu->stop_at > limit)
        cpu->stop_at = limit;
    while (cpu->cycles < cpu->stop_at) {
        cpu->cycles++;
        i = handlers[i->op](cpu, i);
    }
    cpu->pc = lx106_pc(cpu, i);
}

enum lx106_stop lx106_run(struct lx106 *cpu, uint64_t limit)
{
    struct lx106_cache *cache = cpu->cache;

    forget_places(cache);
    cache->yielded = false;
    cache->hooked = false;
    while (!cpu->halted) {
        take_interrupt(cpu);
        if (cpu->waiting) {
            if (!sleep_to_timer(cpu, limit))
                return LX106_WAIT;
            continue;
        }
        if (cpu->cycles >= limit || cache->yielded)
            return LX106_BUDGET;
        run_burst(cpu, limit);
        if (cache->hooked)
            return LX106_HOOK;
    }
    return LX106_HALT;
}
