/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands to the flash by hand, through the SPI controller's registers: works
 * with the ROM's loader and with any stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_SPICMD_H
#define ESP_CHIP_SPICMD_H

#include "esp/wire/command.h"

/* Where a controller's registers are. */
struct esp_spi {
    uint32_t base; /* an address; SPI_CMD is there */
    /* Bytes from there. */
    uint8_t clock, user, user1, user2, w0;
    uint8_t miso_dlen; /* of a register of its own for the length of the input; 0: the
                        * length is a part of USER1 */
};

/* Waits until the flash is idle and reads its JEDEC ID; what esp_flashid_valid() does not
 * take for one when no flash answers.  With wake a flash that does not answer is woken,
 * as it may be in power-down. */
int esp_spi_read_id(struct esp_link *link, const struct esp_spi *spi, bool wake, uint32_t *id);

#endif
