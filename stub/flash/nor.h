/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of a NOR flash: waiting, lifting protection, erasing, programming.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every wait inside has a limit.
 */
#ifndef STUB_FLASH_NOR_H
#define STUB_FLASH_NOR_H

#include <stdbool.h>
#include <stdint.h>

/* Wakes the flash, because a program may have sent it to sleep.  A flash that is erasing
 * ignores this. */
void nor_wake(void);

/* Waits until the flash is ready.  False if the flash stays busy (another program may have
 * begun an erase) or the controller does not answer. */
bool nor_ready(void);

/* The ID by RDID: byte 0 is the manufacturer, byte 1 the type, byte 2 the capacity. */
uint32_t nor_id(void);

/* For the next two functions the flash must be ready.  They return while the flash works;
 * nor_poll() or nor_ready() find its end.  The first call since the start lifts the flash's
 * write protection, if possible only until power-off.  They return 0 or an enum esp_status.
 * Only reading shows whether the flash holds afterwards what it should. */

/* Begins to erase a sector or a block of 64 KB, as the size in bytes says. */
uint8_t nor_erase(uint32_t address, uint32_t size);
/* Begins to program 1 to BUS_PROGRAM_WORDS words.  All of them must lie in one page of 256
 * bytes. */
uint8_t nor_program(uint32_t address, const uint32_t *words, uint32_t count);

/* What the flash does. */
enum nor_state {
    NOR_READY,
    NOR_BUSY,
    NOR_DEAD, /* it stays busy for too long, or the controller does not answer */
};
enum nor_state nor_poll(void);

#endif
