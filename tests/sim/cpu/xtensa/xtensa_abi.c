/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windowed ABI, for a simulated boot ROM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_abi.h"

#include <string.h>

#include "sim/cpu/xtensa/xtensa_core.h"

enum {
    LARGEST_CALL = 3, /* quads, of call12 */
    REGISTER_ARGUMENTS = 6,
    SAVE_AREA = 16, /* bytes below a stack pointer, for the caller's a0 to a3 */
    CALLER_STACK = 12, /* where in there the caller's a1 is, below the stack pointer */
    FRAME = 48,     /* stack of a frame that calls with call8 and has no variables */
    VECTORS = 6 * 0x40, /* window vectors, as offsets from VECBASE */
};

/* A register of the window, or one behind it. */
static uint32_t *register_at(struct xtensa *cpu, unsigned number)
{
    if (number < 16)
        return &cpu->a[number];
    return &cpu->physical[(cpu->windowbase * 4 + number) % cpu->core->physical];
}

/* The number in the caller's window of the called function's a0. */
static unsigned called_base(const struct xtensa *cpu)
{
    return 4 * ((cpu->ps & XTENSA_PS_CALLINC) >> XTENSA_PS_CALLINC_SHIFT);
}

bool xtensa_call_argument(struct xtensa *cpu, unsigned number, uint32_t *value)
{
    if (number >= REGISTER_ARGUMENTS)
        return xtensa_peek(cpu, cpu->a[1] + 4 * (number - REGISTER_ARGUMENTS), 4, value);
    *value = *register_at(cpu, called_base(cpu) + 2 + number);
    return true;
}

void xtensa_call_return(struct xtensa *cpu, uint32_t result)
{
    const unsigned base = called_base(cpu);

    *register_at(cpu, base + 2) = result;
    cpu->pc = (*register_at(cpu, base) & 0x3fffffffu) | (cpu->pc & 0xc0000000u);
}

void xtensa_call_return64(struct xtensa *cpu, uint64_t result)
{
    *register_at(cpu, called_base(cpu) + 3) = (uint32_t)(result >> 32);
    xtensa_call_return(cpu, (uint32_t)result);
}

void xtensa_set_window(struct xtensa *cpu, uint32_t windowbase, uint32_t windowstart)
{
    xtensa_rotate(cpu, windowbase);
    cpu->windowstart = windowstart & ((2u << xtensa_window_mask(cpu)) - 1);
}

/* ---- frames in memory ---- */

/* Stores or loads a register of the window.  Returns 0 or a bus fault. */
static int transfer(struct xtensa *cpu, unsigned number, uint32_t address, bool load)
{
    if (load)
        return xtensa_load(cpu, NULL, address, 4, &cpu->a[number]);
    return xtensa_store(cpu, NULL, address, 4, cpu->a[number]);
}

/* Stores or loads the frame at the current window, which has this number of quads.  a0 to a3
 * are below the stack pointer of the frame that it called, the others below the stack
 * pointer of its caller.  On a fault, *address is where. */
static int move_frame(struct xtensa *cpu, unsigned quads, bool load, uint32_t *address)
{
    const uint32_t called = cpu->a[4 * quads + 1] - SAVE_AREA;
    uint32_t caller;
    int fault = 0;

    for (unsigned n = 0; !fault && n < 4; n++)
        fault = transfer(cpu, n, *address = called + 4 * n, load);
    if (!fault && quads > 1)
        fault = xtensa_load(cpu, NULL, *address = cpu->a[1] - CALLER_STACK, 4, &caller);
    for (unsigned n = 4; !fault && n < 4 * quads; n++)
        fault = transfer(cpu, n, *address = caller - SAVE_AREA * quads + 4 * (n - 4), load);
    return fault;
}

bool xtensa_serve_window(struct xtensa *cpu)
{
    const uint32_t vector = cpu->pc - cpu->vecbase, frame = 1u << cpu->windowbase;
    const bool load = (vector & 0x40) != 0;
    uint32_t address = 0;
    int fault;

    if (vector >= VECTORS || (vector & 0x3f) || !(cpu->ps & XTENSA_PS_EXCM) ||
        !(cpu->core->options & XTENSA_HAS_WINDOWS))
        return false;
    fault = move_frame(cpu, 1 + vector / 0x80, load, &address);
    if (fault) {
        xtensa_raise(cpu, (enum xtensa_cause)(-1 - fault), address);
        return true;
    }
    cpu->windowstart = load ? cpu->windowstart | frame : cpu->windowstart & ~frame;
    cpu->ps &= ~(uint32_t)XTENSA_PS_EXCM;
    xtensa_rotate(cpu, (cpu->ps & XTENSA_PS_OWB) >> XTENSA_PS_OWB_SHIFT);
    cpu->pc = cpu->epc[1];
    cpu->cycles += 1 + XTENSA_CYCLES_TAKEN;
    return true;
}

/* Quads from the frame at the current window to the next frame; more than LARGEST_CALL if
 * there is no frame near enough. */
static unsigned frame_quads(const struct xtensa *cpu)
{
    unsigned quads = 1;

    while (quads <= LARGEST_CALL &&
           !(cpu->windowstart >> ((cpu->windowbase + quads) & xtensa_window_mask(cpu)) & 1))
        quads++;
    return quads;
}

bool xtensa_spill(struct xtensa *cpu)
{
    const uint32_t current = cpu->windowbase, mask = xtensa_window_mask(cpu);
    bool stored = true;
    uint32_t address;

    /* The oldest frame follows the current one, because windows go round in a circle. */
    for (uint32_t n = 1; n <= mask && stored; n++) {
        const uint32_t frame = (current + n) & mask;
        unsigned quads;

        if (!(cpu->windowstart >> frame & 1))
            continue;
        xtensa_rotate(cpu, frame);
        quads = frame_quads(cpu);
        stored = quads <= LARGEST_CALL && move_frame(cpu, quads, false, &address) == 0;
        if (stored)
            cpu->windowstart &= ~(1u << frame);
    }
    xtensa_rotate(cpu, current);
    return stored;
}

/* ---- calls into the program ---- */

bool xtensa_call_program(struct xtensa *cpu, struct xtensa_interrupted *interrupted,
                         uint32_t function, const uint32_t arguments[XTENSA_CALL_ARGUMENTS],
                         uint32_t stack, unsigned level, uint32_t back)
{
    if (!xtensa_spill(cpu) || !xtensa_poke(cpu, stack - FRAME - CALLER_STACK, 4, stack))
        return false;
    *interrupted = (struct xtensa_interrupted){
        .pc = cpu->pc, .ps = cpu->ps, .sar = cpu->sar, .epc1 = cpu->epc[1],
        .exccause = cpu->exccause, .lbeg = cpu->lbeg, .lend = cpu->lend, .lcount = cpu->lcount,
        .br = cpu->br, .windowbase = cpu->windowbase, .windowstart = cpu->windowstart,
    };
    memcpy(interrupted->a, cpu->a, sizeof cpu->a);
    cpu->windowstart = 1u << cpu->windowbase;
    cpu->lcount = 0;
    cpu->ps = XTENSA_PS_WOE | XTENSA_PS_UM | 2u << XTENSA_PS_CALLINC_SHIFT |
              (level & XTENSA_PS_INTLEVEL);
    cpu->a[0] = 0;
    cpu->a[1] = stack - FRAME;
    cpu->a[8] = (back & 0x3fffffffu) | 2u << 30; /* call8 */
    memcpy(&cpu->a[10], arguments, XTENSA_CALL_ARGUMENTS * sizeof arguments[0]);
    cpu->pc = function;
    return true;
}

uint32_t xtensa_call_result(const struct xtensa *cpu)
{
    return cpu->a[10];
}

void xtensa_resume(struct xtensa *cpu, const struct xtensa_interrupted *interrupted)
{
    xtensa_set_window(cpu, interrupted->windowbase, interrupted->windowstart);
    memcpy(cpu->a, interrupted->a, sizeof cpu->a);
    cpu->pc = interrupted->pc;
    cpu->ps = interrupted->ps;
    cpu->sar = interrupted->sar;
    cpu->br = interrupted->br;
    cpu->epc[1] = interrupted->epc1;
    cpu->exccause = interrupted->exccause;
    cpu->lbeg = interrupted->lbeg;
    cpu->lend = interrupted->lend;
    cpu->lcount = interrupted->lcount;
}
