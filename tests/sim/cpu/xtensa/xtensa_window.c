/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Windowed registers of an Xtensa: rotation, calls, overflow and underflow.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.7.1 "Windowed register option".
 *
 * cpu->a is a copy of 16 of the 64 physical registers.  So all other operations need not
 * know about windows, and a rotation copies registers.
 */
#include <string.h>

#include "sim/cpu/xtensa/xtensa_core.h"

enum {
    QUADS = 4,                     /* of a window */
    QUAD_SIZE = 4 * sizeof(uint32_t),
    /* Window vectors, as offsets from VECBASE (core-isa.h: XCHAL_WINDOW_OFn_VECOFS). */
    OVERFLOW4 = 0x00,
    UNDERFLOW4 = 0x40,
    NEXT_SIZE = 0x80, /* from the vector of 4 registers to that of 8, and on to 12 */
};

static bool is_frame(const struct xtensa *cpu, uint32_t windowbase)
{
    return cpu->windowstart >> (windowbase & xtensa_window_mask(cpu)) & 1;
}

/* How many quads from the window's start on belong to the current frame alone. */
static uint8_t safe_quads(const struct xtensa *cpu)
{
    uint8_t quads = 1;

    while (quads < QUADS && !is_frame(cpu, cpu->windowbase + quads))
        quads++;
    return quads;
}

void xtensa_refresh(struct xtensa *cpu)
{
    struct xtensa_cache *cache = cpu->cache;
    const uint32_t end = cpu->lend - cache->base;

    cache->safe = QUADS;
    cache->loop_end = NULL;
    if (cpu->ps & XTENSA_PS_EXCM)
        return;
    if (cpu->ps & XTENSA_PS_WOE)
        cache->safe = safe_quads(cpu);
    if (cpu->lcount && cache->size && end <= cache->size) /* the edge can end a loop, too */
        cache->loop_end = cache->insns + end;
}

void xtensa_rotate(struct xtensa *cpu, uint32_t windowbase)
{
    const uint32_t mask = xtensa_window_mask(cpu);

    for (unsigned n = 0; n < QUADS; n++)
        memcpy(&cpu->physical[((cpu->windowbase + n) & mask) * 4], &cpu->a[n * 4], QUAD_SIZE);
    cpu->windowbase = windowbase & mask;
    for (unsigned n = 0; n < QUADS; n++)
        memcpy(&cpu->a[n * 4], &cpu->physical[((cpu->windowbase + n) & mask) * 4], QUAD_SIZE);
}

/* An overflow or underflow exception for the frame at windowbase. */
static const struct xtensa_insn *raise_window(struct xtensa *cpu, const struct xtensa_insn *i,
                                              uint32_t windowbase, uint32_t vector)
{
    cpu->epc[1] = xtensa_pc(cpu, i);
    cpu->ps = (cpu->ps & ~(uint32_t)XTENSA_PS_OWB) | XTENSA_PS_EXCM |
              cpu->windowbase << XTENSA_PS_OWB_SHIFT;
    xtensa_rotate(cpu, windowbase);
    cpu->pc = cpu->vecbase + vector;
    cpu->cycles += XTENSA_CYCLES_EXCEPTION;
    xtensa_refresh(cpu);
    return xtensa_goto(cpu, cpu->pc);
}

const struct xtensa_insn *xtensa_overflow(struct xtensa *cpu, const struct xtensa_insn *i,
                                          unsigned quad)
{
    uint32_t frame = cpu->windowbase + 1, vector = OVERFLOW4;

    while (!is_frame(cpu, frame) && frame < cpu->windowbase + quad)
        frame++;
    if (!is_frame(cpu, frame + 1))
        vector += is_frame(cpu, frame + 2) ? NEXT_SIZE : 2 * NEXT_SIZE;
    return raise_window(cpu, i, frame, vector);
}

static const struct xtensa_insn *call(struct xtensa *cpu, const struct xtensa_insn *i,
                                      unsigned quads, uint32_t target)
{
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    cpu->a[4 * quads] = ((xtensa_pc(cpu, i) + 3) & 0x3fffffffu) | quads << 30;
    cpu->ps = (cpu->ps & ~(uint32_t)XTENSA_PS_CALLINC) | quads << XTENSA_PS_CALLINC_SHIFT;
    return xtensa_goto(cpu, target);
}

#define CALL(name, quads, target) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        return call(cpu, i, quads, target); \
    }

CALL(call4, 1, (xtensa_pc(cpu, i) & ~3u) + (uint32_t)i->imm)
CALL(call8, 2, (xtensa_pc(cpu, i) & ~3u) + (uint32_t)i->imm)
CALL(call12, 3, (xtensa_pc(cpu, i) & ~3u) + (uint32_t)i->imm)
CALL(callx4, 1, cpu->a[i->s])
CALL(callx8, 2, cpu->a[i->s])
CALL(callx12, 3, cpu->a[i->s])

/* True if windows are on, and no exception is being handled. */
static bool windows_work(const struct xtensa *cpu)
{
    return (cpu->ps & (XTENSA_PS_WOE | XTENSA_PS_EXCM)) == XTENSA_PS_WOE;
}

const struct xtensa_insn *xtensa_op_entry(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const unsigned quads = (cpu->ps & XTENSA_PS_CALLINC) >> XTENSA_PS_CALLINC_SHIFT;
    const uint32_t stack = cpu->a[i->s] - (uint32_t)i->imm;

    if (!windows_work(cpu) || i->s > 3)
        return xtensa_op_ill(cpu, i);
    if (quads >= cpu->cache->safe)
        return xtensa_overflow(cpu, i, quads);
    xtensa_rotate(cpu, cpu->windowbase + quads);
    cpu->a[i->s] = stack;
    cpu->windowstart |= 1u << cpu->windowbase;
    xtensa_refresh(cpu);
    return xtensa_next(i);
}

const struct xtensa_insn *xtensa_op_retw(struct xtensa *cpu, const struct xtensa_insn *i)
{
    const uint32_t quads = cpu->a[0] >> 30, old = cpu->windowbase;
    const uint32_t target = (cpu->a[0] & 0x3fffffffu) | (xtensa_pc(cpu, i) & 0xc0000000u);
    uint32_t nearest = 1; /* quads back to the frame that is still in registers */

    while (nearest < QUADS && !is_frame(cpu, old - nearest))
        nearest++;
    if (!windows_work(cpu) || quads == 0 || (nearest < QUADS && nearest != quads))
        return xtensa_op_ill(cpu, i);
    if (nearest == QUADS)
        return raise_window(cpu, i, old - quads, UNDERFLOW4 + (quads - 1) * NEXT_SIZE);
    xtensa_rotate(cpu, old - quads);
    cpu->windowstart &= ~(1u << old);
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    xtensa_refresh(cpu);
    return xtensa_goto(cpu, target);
}

const struct xtensa_insn *xtensa_op_rotw(struct xtensa *cpu, const struct xtensa_insn *i)
{
    xtensa_rotate(cpu, cpu->windowbase + (uint32_t)i->imm);
    xtensa_refresh(cpu);
    return xtensa_next(i);
}

/* Moves the stack pointer.  The caller's registers a0 to a3 must not be in memory below the
 * stack pointer then. */
const struct xtensa_insn *xtensa_op_movsp(struct xtensa *cpu, const struct xtensa_insn *i)
{
    if (!is_frame(cpu, cpu->windowbase - 1) && !is_frame(cpu, cpu->windowbase - 2) &&
        !is_frame(cpu, cpu->windowbase - 3))
        return xtensa_fault(cpu, i, XTENSA_ALLOCA, 0);
    cpu->a[i->r] = cpu->a[i->s];
    return xtensa_next(i);
}

/* The end of a window exception: its frame is in memory now, or in registers. */
static const struct xtensa_insn *return_from_window(struct xtensa *cpu, bool in_registers)
{
    const uint32_t frame = 1u << cpu->windowbase;

    if (in_registers)
        cpu->windowstart |= frame;
    else
        cpu->windowstart &= ~frame;
    cpu->ps &= ~(uint32_t)XTENSA_PS_EXCM;
    xtensa_rotate(cpu, (cpu->ps & XTENSA_PS_OWB) >> XTENSA_PS_OWB_SHIFT);
    cpu->cycles += XTENSA_CYCLES_TAKEN;
    xtensa_refresh(cpu);
    xtensa_attend(cpu);
    return xtensa_goto(cpu, cpu->epc[1]);
}

const struct xtensa_insn *xtensa_op_rfwo(struct xtensa *cpu, const struct xtensa_insn *i)
{
    (void)i;
    return return_from_window(cpu, false);
}

const struct xtensa_insn *xtensa_op_rfwu(struct xtensa *cpu, const struct xtensa_insn *i)
{
    (void)i;
    return return_from_window(cpu, true);
}
