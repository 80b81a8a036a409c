/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of entry.S.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_ENTRY_H
#define STUB_CPU_XTENSA_ENTRY_H

#include <stdint.h>

/* entry.S goes here when the stack is ready. */
void stub_main(void) __attribute__((noreturn, used, externally_visible));

/* Goes back to the ROM's loader.  The chip's folder has this function, in assembler.  The
 * function does not use the stub's stack, because entry.S also goes there if the stub
 * arrived damaged; then everything is as the ROM left it. */
void rom_loader(void) __attribute__((noreturn));

/* Goes to "where" with the registers that the ROM had when it started the stub. */
void entry_leave(void (*where)(void)) __attribute__((noreturn));

/* These registers: a1, a12 to a15 and PS.  entry.S saves them. */
extern uint32_t entry_registers[6] __attribute__((externally_visible));

#endif
