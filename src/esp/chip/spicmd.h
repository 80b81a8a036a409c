/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single commands to the flash, through the SPI controller's registers.  This works with
 * the ROM's loader and with any stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_SPICMD_H
#define ESP_CHIP_SPICMD_H

#include "esp/wire/command.h"

/* The addresses of a controller's registers. */
struct esp_spi {
    uint32_t base; /* address of the first register, SPI_CMD */
    /* Offsets from base, in bytes. */
    uint8_t clock, user, user1, user2, w0;
    uint32_t quarter; /* what the register "clock" takes for a quarter of the bus clock, which the
                       * ROM's own commands use.  After a reset, user commands use the full bus
                       * clock */
    uint8_t miso_dlen; /* offset of the register that holds only the length of the input;
                        * 0: USER1 holds the length */
};

/* The message for a flash that does not give the same ID twice. */
#define ESP_FLASHID_CHANGES                                                                 \
    "the flash's ID reads differently each time, so its connection is bad: see that the power " \
    "is steady, and that nothing is wired to GPIO6 to GPIO11"

/* Waits until the flash is idle and reads its JEDEC ID.  If no flash answers, *id is a
 * value that esp_flashid_valid() refuses.  If wake is set and the flash does not answer,
 * wakes the flash first, because the flash may be in power-down. */
int esp_spi_read_id(struct esp_link *link, const struct esp_spi *spi, bool wake, uint32_t *id);

/* Asks a flash of more than 16 MB, which is idle, whether it has the commands that
 * base/sfdp.h describes.  maker: the first byte of its JEDEC ID. */
int esp_spi_ask_far_commands(struct esp_link *link, const struct esp_spi *spi, uint32_t maker,
                             bool *has);

#endif
