/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first changes of a run, which are checked more closely than the later ones.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If the first change is right, the later ones are right, too.  If the flash is a part that
 * the stub does not understand, the check shows it before much is lost.
 */
#ifndef STUB_FLASH_CAUTION_H
#define STUB_FLASH_CAUTION_H

#include <stdbool.h>
#include <stdint.h>

/* Call this when a sector was changed and reads as wanted (0: blank).  The first call also
 * reads the sector by the controller's own command.  Returns 0 or ESP_STUB_UNSURE. */
uint8_t caution_sector(uint32_t address, const uint32_t *wanted);

/* True if caution_sector() has checked a sector. */
bool caution_over(void);

/* Begins to erase a block of 64 KB.  The first call waits for the end, and also checks that
 * the block is blank, and that the 64 KB on either side have not changed, because some parts
 * erase less or more by this command.  Returns 0 or an enum esp_status. */
uint8_t caution_erase_block(uint32_t address);

/* False if the first block was not blank after its erase: then the command is of no use. */
bool caution_blocks_good(void);

#endif
