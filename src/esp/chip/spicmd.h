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
    const char *pins; /* of the flash: "GPIO6 to GPIO11"; NULL: no document was found that names
                       * them.  Sources: ESP-IDF, gpio.rst; the ESP8266's data sheet */
    /* Offsets from base, in bytes. */
    uint8_t clock, user, user1, user2, w0;
    uint32_t quarter; /* what the register "clock" takes for a quarter of the bus clock, which the
                       * ROM's own commands use.  After a reset, user commands use the full bus
                       * clock */
    uint8_t miso_dlen; /* offset of the register that holds only the length of the input;
                        * 0: USER1 holds the length */
};

/* What nothing else should be wired to, in words. */
const char *esp_spi_pins(const struct esp_spi *spi);

/* The error of a flash that does not give the same ID twice. */
int esp_spi_id_changes(struct esp_fault *fault, const struct esp_spi *spi);

/* Waits until the flash is idle and reads its JEDEC ID.  If no flash answers, *id is a
 * value that esp_flashid_valid() refuses.  If wake is set and the flash does not answer,
 * wakes the flash first, because the flash may be in power-down. */
int esp_spi_read_id(struct esp_link *link, const struct esp_spi *spi, bool wake, uint32_t *id);

/* Switches the controller's command phase on, and makes sure that it is on.
 *
 * The own reads and writes of the ROMs since the ESP32's rely on this phase.  It is on after a
 * reset, but the chip may not have been reset since another program used the controller.
 * Without it, the first byte of a read's address is the command that the flash gets: reading
 * at 0x060000 and then at 0x200000 erases a sector. */
int esp_spi_enable_commands(struct esp_link *link, const struct esp_spi *spi);

/* Asks a flash of more than 16 MB, which is idle, whether it has the commands that
 * base/sfdp.h describes.  maker: the first byte of its JEDEC ID. */
int esp_spi_ask_far_commands(struct esp_link *link, const struct esp_spi *spi, uint32_t maker,
                             bool *has);

#endif
