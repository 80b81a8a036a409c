/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash as a chip with commands: busy or not, protected or not, erased, programmed.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Every wait inside has a limit.
 */
#ifndef STUB_FLASH_NOR_H
#define STUB_FLASH_NOR_H

#include <stdbool.h>
#include <stdint.h>

/* A program may have sent the flash to sleep; while it erases, it ignores this. */
void nor_wake(void);

/* False when the flash stays busy (an erase begun by somebody else) or the controller
 * does not answer. */
bool nor_ready(void);

/* RDID: byte 0 manufacturer, 1 type, 2 capacity. */
uint32_t nor_id(void);

/* The next two want the flash ready and return when it is again.  The first of them since
 * the start lifts the flash's write protection if there is one, where possible for as long
 * as the power stays on only.  0 or an enum esp_status; whether the cells took it, only
 * reading tells. */

/* Erases a sector, or a block of 64 KB, by its size in bytes. */
uint8_t nor_erase(uint32_t address, uint32_t size);
/* Programs 1 to BUS_PROGRAM_WORDS words, all in one page of 256 bytes. */
uint8_t nor_program(uint32_t address, const uint32_t *words, uint32_t count);

#endif
