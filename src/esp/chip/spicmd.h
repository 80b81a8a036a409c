/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the flash by hand, through the SPI controller's registers: works
 * with the ROM's loader and with any stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_SPICMD_H
#define ESP_CHIP_SPICMD_H

#include "esp/wire/command.h"

/* Waits until the flash is idle and reads its JEDEC ID; what esp_flashid_valid() does not
 * take for one when no flash answers.  With wake a flash that does not answer is woken,
 * as it may be in power-down.  base is the controller's address. */
int esp_spi_read_id(struct esp_link *link, uint32_t base, bool wake, uint32_t *id);

#endif
