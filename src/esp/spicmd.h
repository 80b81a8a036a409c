/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the flash by hand, through the SPI controller's registers: works
 * with the ROM's loader and with any stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SPICMD_H
#define ESP_SPICMD_H

#include "command.h"

enum {
    ESP_FLASH_RDSR = 0x05, /* read status register 1: bit 0 is WIP, busy */
    ESP_FLASH_RDID = 0x9f, /* read JEDEC ID, 3 bytes */
};

/* Sends a command byte without address and reads bytes (1 to 4) of answer,
 * the first in the low bits.  base is the controller's address. */
int esp_spi_command(struct esp_link *link, uint32_t base, uint8_t command, unsigned bytes,
                    uint32_t *answer);

/* Waits until the flash is idle and reads its JEDEC ID; 0xffffff or 0 when
 * there is no flash. */
int esp_spi_read_id(struct esp_link *link, uint32_t base, uint32_t *id);

#endif
