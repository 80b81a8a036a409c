/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windowed ABI, for a simulated boot ROM: functions of the ROM that run natively, calls
 * from the ROM into the program, and the ROM's window exception handlers.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 8.1 "The windowed register and call0 ABIs", and
 * ch. 4.7.1 "Windowed register option".
 *
 * A simulated ROM function at a hook address sees the CPU as it is between the call and the
 * `entry` that the real function begins with: the caller's window, PS.CALLINC as call4 to
 * call12 set it, the return address in the caller's a4, a8 or a12.  Nothing rotates.  A
 * function that is reached with call0 must not use the functions below, because call0
 * leaves PS.CALLINC as it was: its arguments are in a2 to a7, its return address is a0.
 *
 * All functions are for the time between two runs.
 */
#ifndef SIM_CPU_XTENSA_XTENSA_ABI_H
#define SIM_CPU_XTENSA_XTENSA_ABI_H

#include "sim/cpu/xtensa/xtensa.h"

/* ---- a native function of the ROM, called by the program ---- */

/* The argument with this number, from 0.  Arguments from 6 on are on the stack.  False if
 * the stack cannot be read. */
bool xtensa_call_argument(struct xtensa *cpu, unsigned number, uint32_t *value);

/* Returns to the caller, as retw would.  The function without a result gives 0, the
 * function with a result of 64 bits changes the second register, too. */
void xtensa_call_return(struct xtensa *cpu, uint32_t result);
void xtensa_call_return64(struct xtensa *cpu, uint64_t result);

/* ---- a function of the program, called by the native ROM ---- */

/* What a call replaces, and what the end of the call brings back. */
struct xtensa_interrupted {
    uint32_t a[16];
    uint32_t pc, ps, sar, br, epc1, exccause, lbeg, lend, lcount;
    uint32_t windowbase, windowstart;
};

enum { XTENSA_CALL_ARGUMENTS = 4 };

/* Lets the program's function at `function` run next, on the stack below `stack` (a
 * multiple of 16).  All other frames are stored on their stacks first.  When the function
 * returns, the pc is `back`, which should be an address of the hook range with the same
 * upper two bits as the function.  PS.INTLEVEL of the function is `level`.  False if a stack
 * cannot be written; then the CPU continues as before.  For interrupt handlers and for the
 * entry of an uploaded program. */
bool xtensa_call_program(struct xtensa *cpu, struct xtensa_interrupted *interrupted,
                         uint32_t function, const uint32_t arguments[XTENSA_CALL_ARGUMENTS],
                         uint32_t stack, unsigned level, uint32_t back);

/* At `back`: the result of the function, and the return to what was interrupted. */
uint32_t xtensa_call_result(const struct xtensa *cpu);
void xtensa_resume(struct xtensa *cpu, const struct xtensa_interrupted *interrupted);

/* ---- windows ---- */

/* Does the work of a window overflow or underflow handler, including its rfwo or rfwu, if
 * the pc is at such a vector.  A stack that cannot be accessed is an exception of the
 * handler.  False if the pc is not at such a vector. */
bool xtensa_serve_window(struct xtensa *cpu);

/* Sets WINDOWBASE (0 to 15) and WINDOWSTART (a bit for each frame).  cpu->a becomes the
 * registers of that window. */
void xtensa_set_window(struct xtensa *cpu, uint32_t windowbase, uint32_t windowstart);

/* Stores all frames except the current one on their stacks, as overflow handlers would.
 * False if a stack cannot be written; then some frames are still in registers. */
bool xtensa_spill(struct xtensa *cpu);

#endif
