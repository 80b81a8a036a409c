/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first changes of a run, looked at more closely than all that follow.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * What holds for the first one holds for all: where the flash is a part that this program
 * does not understand, that is found out before much is lost.
 */
#ifndef STUB_FLASH_CAUTION_H
#define STUB_FLASH_CAUTION_H

#include <stdbool.h>
#include <stdint.h>

/* To be called when a sector was changed and reads as wanted (0: blank).  The first time
 * it is read by the controller's own command, too.  0 or ESP_STUB_UNSURE. */
uint8_t caution_sector(uint32_t address, const uint32_t *wanted);

/* True when that was done. */
bool caution_over(void);

/* Erases a block of 64 KB.  The first time the 64 KB on either side are compared with what
 * they were before: some parts erase more by that command.  0 or an enum esp_status. */
uint8_t caution_erase_block(uint32_t address);

#endif
