/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Xtensa as a whole: reset, running, exceptions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.4 "Exception and interrupt options".
 */
#include "sim/cpu/xtensa/xtensa.h"

#include <stdlib.h>
#include <string.h>

#include "sim/cpu/xtensa/xtensa_core.h"

enum { RESET_PS = 0x1f };

static xtensa_handler *const handlers[XTENSA_OP_COUNT] = {
#define XTENSA_ENTRY(name) [XTENSA_OP_##name] = xtensa_op_##name,
    XTENSA_OPERATIONS(XTENSA_ENTRY)
#undef XTENSA_ENTRY
};

static const struct xtensa_region nothing;

/* The regions may have changed between runs. */
static void forget_places(struct xtensa_cache *cache)
{
    cache->size = 0;
    cache->loaded = &nothing;
    cache->stored = &nothing;
}

int xtensa_init(struct xtensa *cpu, const struct xtensa_core *core)
{
    memset(cpu, 0, sizeof *cpu);
    cpu->core = core;
    cpu->cache = calloc(1, sizeof *cpu->cache);
    if (!cpu->cache)
        return -1;
    cpu->cache->outside.op = XTENSA_OP_outside;
    forget_places(cpu->cache);
    xtensa_reset(cpu);
    return 0;
}

void xtensa_destroy(struct xtensa *cpu)
{
    if (!cpu->cache)
        return;
    for (size_t n = 0; n < XTENSA_REGIONS_MAX; n++)
        free(cpu->cache->decoded[n].insns);
    free(cpu->cache);
    cpu->cache = NULL;
}

void xtensa_reset(struct xtensa *cpu)
{
    cpu->pc = cpu->core->reset_pc;
    cpu->ps = RESET_PS;
    cpu->vecbase = cpu->core->reset_vecbase;
    cpu->litbase = 0;
    cpu->sar = 0;
    cpu->intenable = 0;
    cpu->interrupt = cpu->irq_lines & cpu->core->by_line;
    cpu->exccause = 0;
    cpu->excvaddr = 0;
    cpu->ccount_offset = 0 - (uint32_t)cpu->cycles;
    memset(cpu->ccompare, 0, sizeof cpu->ccompare);
    cpu->timer_seen = cpu->cycles;
    cpu->ibreakenable = 0;
    memset(cpu->dbreakc, 0, sizeof cpu->dbreakc);
    cpu->icountlevel = 0;
    cpu->debugcause = 0;
    cpu->waiting = false;
    cpu->halted = false;
    cpu->windowbase = 0;
    cpu->windowstart = 1;
    cpu->lcount = 0;
    cpu->cpenable = 0;
    xtensa_refresh(cpu);
    xtensa_attend(cpu);
}

void xtensa_add_region(struct xtensa *cpu, const struct xtensa_region *region)
{
    if (cpu->region_count < XTENSA_REGIONS_MAX)
        cpu->regions[cpu->region_count++] = *region;
}

void xtensa_yield(struct xtensa *cpu)
{
    cpu->cache->yielded = true;
    xtensa_attend(cpu);
}

static bool has_address(enum xtensa_cause cause)
{
    switch (cause) {
    case XTENSA_FETCH_ERROR:
    case XTENSA_LOAD_STORE_ERROR:
    case XTENSA_UNALIGNED:
    case XTENSA_FETCH_PROHIBITED:
    case XTENSA_LOAD_PROHIBITED:
    case XTENSA_STORE_PROHIBITED:
        return true;
    default:
        return false;
    }
}

void xtensa_raise(struct xtensa *cpu, enum xtensa_cause cause, uint32_t vaddr)
{
    uint32_t vector = cpu->ps & XTENSA_PS_UM ? cpu->core->user : cpu->core->kernel;

    if (cpu->ps & XTENSA_PS_EXCM) {
        vector = cpu->core->double_exception;
        cpu->depc = cpu->pc;
    } else {
        cpu->epc[1] = cpu->pc;
    }
    cpu->exccause = cause;
    if (has_address(cause))
        cpu->excvaddr = vaddr;
    cpu->ps |= XTENSA_PS_EXCM;
    cpu->pc = cpu->vecbase + vector;
    xtensa_refresh(cpu);
    cpu->cycles += XTENSA_CYCLES_EXCEPTION;
}

void xtensa_raise_level(struct xtensa *cpu, unsigned level)
{
    cpu->epc[level] = cpu->pc;
    cpu->eps[level] = cpu->ps;
    cpu->ps = (cpu->ps & ~(uint32_t)XTENSA_PS_INTLEVEL) | XTENSA_PS_EXCM | level;
    cpu->pc = cpu->vecbase + cpu->core->level_vector[level];
    xtensa_refresh(cpu);
    cpu->cycles += XTENSA_CYCLES_EXCEPTION;
}

const struct xtensa_insn *xtensa_fault(struct xtensa *cpu, const struct xtensa_insn *i,
                                     enum xtensa_cause cause, uint32_t vaddr)
{
    cpu->pc = xtensa_pc(cpu, i);
    xtensa_raise(cpu, cause, vaddr);
    return xtensa_goto(cpu, cpu->pc);
}

static const struct xtensa_insn *run_plain(struct xtensa *cpu, const struct xtensa_insn *i)
{
    while (cpu->cycles < cpu->stop_at) {
        cpu->cycles++;
        i = handlers[i->op](cpu, i);
    }
    return i;
}

/* The same for a core with windows or loops. */
static const struct xtensa_insn *run_options(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const struct xtensa_cache *cache = cpu->cache;
    const struct xtensa_insn *here;

    while (cpu->cycles < cpu->stop_at) {
        here = i;
        if (here->quad >= cache->safe) {
            i = xtensa_overflow(cpu, here, here->quad);
            continue;
        }
        cpu->cycles++;
        i = handlers[here->op](cpu, here);
        /* Only an instruction that goes on to the next one ends a loop. */
        if (i == cache->loop_end && i != here && i == xtensa_next(here))
            i = xtensa_loop_back(cpu, i);
    }
    return i;
}

static void run_burst(struct xtensa *cpu, uint64_t limit)
{
    const struct xtensa_insn *i = xtensa_goto(cpu, cpu->pc);

    cpu->stop_at = cpu->cycles + xtensa_timer_distance(cpu, cpu->cycles);
    if (cpu->stop_at > limit)
        cpu->stop_at = limit;
    if (cpu->core->options & (XTENSA_HAS_WINDOWS | XTENSA_HAS_LOOPS))
        i = run_options(cpu, i);
    else
        i = run_plain(cpu, i);
    cpu->pc = xtensa_pc(cpu, i);
}

enum xtensa_stop xtensa_run(struct xtensa *cpu, uint64_t limit)
{
    struct xtensa_cache *cache = cpu->cache;

    forget_places(cache);
    cache->yielded = false;
    cache->hooked = false;
    xtensa_refresh(cpu);
    while (!cpu->halted) {
        xtensa_take_interrupt(cpu);
        if (cpu->waiting) {
            if (!xtensa_sleep_to_timer(cpu, limit))
                return XTENSA_WAIT;
            continue;
        }
        if (cpu->cycles >= limit || cache->yielded)
            return XTENSA_BUDGET;
        run_burst(cpu, limit);
        if (cache->hooked)
            return XTENSA_HOOK;
    }
    return XTENSA_HALT;
}
