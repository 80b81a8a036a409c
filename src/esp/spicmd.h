/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the flash by hand, through the SPI controller's registers: works
 * with the ROM's loader and with any stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_SPICMD_H
#define ESP_SPICMD_H

#include "command.h"

/* Waits until the flash is idle and reads its JEDEC ID; 0xffffff or 0 when
 * there is no flash.  base is the controller's address. */
int esp_spi_read_id(struct esp_link *link, uint32_t base, uint32_t *id);

#endif
