/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What entry.S takes and gives.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_ENTRY_H
#define STUB_CPU_XTENSA_ENTRY_H

#include <stdint.h>

/* Where entry.S goes once there is a stack. */
void stub_main(void) __attribute__((noreturn, used, externally_visible));

/* Back to the ROM's loader: the chip's folder has it, in assembler.  It needs no stack of
 * ours; entry.S goes there with everything as the ROM left it, when the stub arrived
 * damaged. */
void rom_loader(void) __attribute__((noreturn));

/* Goes there with the registers that the ROM had when it started the stub. */
void entry_leave(void (*where)(void)) __attribute__((noreturn));

/* Those: a1, a12 to a15 and PS, saved by entry.S. */
extern uint32_t entry_registers[6] __attribute__((externally_visible));

#endif
