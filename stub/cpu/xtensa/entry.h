/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where entry.S goes once there is a stack.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_CPU_XTENSA_ENTRY_H
#define STUB_CPU_XTENSA_ENTRY_H

#include <stdint.h>

void stub_main(void) __attribute__((noreturn, used, externally_visible));

/* Goes to that place of the ROM with the registers that its main() had when it started
 * the stub; in a12 something else, unless that is 0. */
void entry_leave(uint32_t where, uint32_t a12) __attribute__((noreturn));

/* main()'s: the loader, and where it loads the flash's program (Espressif's flasher stub
 * returns there, src/main.c of esp-flasher-stub). */
enum { ROM_LOADER = 0x40003368, ROM_BOOT_FLASH = 0x400010a8 };
/* What main() wants in a12 behind the loader: the base of its registers. */
enum { ROM_LOADER_A12 = 0x60000200 };
/* user_start_fptr: what main() starts in place of the flash's program, unless it is 0. */
enum { ROM_USER_START = 0x3fffdcd0 };

/* a1, a12 to a15 and PS, saved by entry.S. */
extern uint32_t entry_registers[6] __attribute__((externally_visible));

#endif
