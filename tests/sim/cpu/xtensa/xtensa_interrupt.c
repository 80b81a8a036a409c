/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interrupts of an Xtensa: lines, timers, and levels.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.4.4 "Interrupt option" to 4.4.7 "Timer
 * interrupt option".
 */
#include "sim/cpu/xtensa/xtensa_core.h"

void xtensa_set_irq(struct xtensa *cpu, unsigned bit, bool level)
{
    const uint32_t line = 1u << bit, by_line = cpu->core->by_line;
    const bool rises = level && !(cpu->irq_lines & line);

    if (level)
        cpu->irq_lines |= line;
    else
        cpu->irq_lines &= ~line;
    if (rises && (line & (cpu->core->by_edge | cpu->core->nmi)))
        cpu->interrupt |= line;
    cpu->interrupt = (cpu->interrupt & ~by_line) | (cpu->irq_lines & by_line);
    xtensa_attend(cpu);
}

/* Cycles until CCOUNT equals this CCOMPARE again, 1 to 2^32. */
static uint64_t distance_of(const struct xtensa *cpu, unsigned timer, uint64_t cycles)
{
    const uint32_t ccount = (uint32_t)cycles + cpu->ccount_offset;

    return (uint64_t)(uint32_t)(cpu->ccompare[timer] - ccount - 1) + 1;
}

uint64_t xtensa_timer_distance(const struct xtensa *cpu, uint64_t cycles)
{
    uint64_t nearest = distance_of(cpu, 0, cycles);

    for (unsigned timer = 1; timer < cpu->core->timers; timer++) {
        const uint64_t distance = distance_of(cpu, timer, cycles);

        if (distance < nearest)
            nearest = distance;
    }
    return nearest;
}

void xtensa_update_timer(struct xtensa *cpu)
{
    for (unsigned timer = 0; timer < cpu->core->timers; timer++)
        if (cpu->cycles - cpu->timer_seen >= distance_of(cpu, timer, cpu->timer_seen))
            cpu->interrupt |= cpu->core->timer[timer];
    cpu->timer_seen = cpu->cycles;
}

/* The level up to which interrupts are masked now. */
static unsigned masked_level(const struct xtensa *cpu)
{
    const unsigned level = cpu->ps & XTENSA_PS_INTLEVEL;

    if ((cpu->ps & XTENSA_PS_EXCM) && level < cpu->core->excm_level)
        return cpu->core->excm_level;
    return level;
}

void xtensa_take_interrupt(struct xtensa *cpu)
{
    const struct xtensa_core *core = cpu->core;
    unsigned level = core->nmi_level - 1;

    xtensa_update_timer(cpu);
    if (cpu->interrupt & core->nmi) {
        cpu->interrupt &= ~core->nmi;
        cpu->waiting = false;
        xtensa_raise_level(cpu, core->nmi_level);
        return;
    }
    if (!(cpu->interrupt & cpu->intenable))
        return;
    while (level > 0 && !(cpu->interrupt & cpu->intenable & core->level_mask[level]))
        level--;
    if (level <= masked_level(cpu))
        return;
    cpu->waiting = false;
    if (level > 1)
        xtensa_raise_level(cpu, level);
    else
        xtensa_raise(cpu, XTENSA_LEVEL1_INTERRUPT, 0);
}

bool xtensa_sleep_to_timer(struct xtensa *cpu, uint64_t limit)
{
    const uint64_t distance = xtensa_timer_distance(cpu, cpu->cycles);

    if (cpu->cycles + distance > limit)
        return false;
    cpu->cycles += distance;
    return true;
}
