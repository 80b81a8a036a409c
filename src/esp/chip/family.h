/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chips: one row of a table each.  What differs between chips is data or a
 * function pointer in the row; nothing else asks which chip it is.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_FAMILY_H
#define ESP_CHIP_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp/wire/command.h"

enum { ESP_FUSE_WORDS = 4 };

struct esp_chip {
    const char *name;
    const char *features; /* comma-separated */
    uint32_t magic;       /* what the ROM has at ESP_CHIP_MAGIC_ADDRESS; variants
                           * of one die share it */
    uint32_t spi_base;    /* flash controller */
    uint32_t stub_address; /* where the stub is loaded, and its entry */
    uint32_t stub_room;    /* bytes there */
    const uint8_t *stub;
    const size_t *stub_size;
    const uint8_t *trial; /* of a line rate, protocol.h; loaded where the stub is later */
    const size_t *trial_size;

    /* The fuses that tell variants apart and hold the MAC address. */
    int (*read_fuses)(struct esp_link *link, uint32_t fuses[ESP_FUSE_WORDS]);
    bool (*is_variant)(const uint32_t fuses[ESP_FUSE_WORDS]);
    /* False when the fuses hold no address. */
    bool (*mac)(const uint32_t fuses[ESP_FUSE_WORDS], uint8_t mac[6]);
    /* The clock that the UART divides, as follows from the divisor that makes baud,
     * and the crystal that goes with it. */
    int (*uart_hz)(struct esp_link *link, uint32_t baud, uint32_t *hz);
    uint32_t (*crystal_hz)(uint32_t uart_hz);
    /* Connects the flash's pins to the controller, as the ROM does when it
     * boots; nothing is written to the flash. */
    int (*connect_flash)(struct esp_link *link);
};

/* Every ROM of the ESP8266 and ESP32 families has a distinct word there. */
#define ESP_CHIP_MAGIC_ADDRESS 0x40001000u

const struct esp_chip *esp_chip_table(size_t *count);

/* Asks the loader or stub which chip it runs on; fuses may be used for the
 * row's other functions.  ESP_ERR_CHIP for one that the table does not have. */
int esp_chip_detect(struct esp_link *link, const struct esp_chip **chip,
                    uint32_t fuses[ESP_FUSE_WORDS]);

/* The first row with that magic whose variant the fuses are, or NULL. */
const struct esp_chip *esp_chip_find(uint32_t magic, const uint32_t fuses[ESP_FUSE_WORDS]);

/* For the ESP8266's row; here for its unit test. */
bool esp8266_mac(const uint32_t fuses[ESP_FUSE_WORDS], uint8_t mac[6]);
bool esp8266_is_8285(const uint32_t fuses[ESP_FUSE_WORDS]);
bool esp8266_is_any(const uint32_t fuses[ESP_FUSE_WORDS]);
uint32_t esp8266_crystal_hz(uint32_t uart_hz);
int esp8266_read_fuses(struct esp_link *link, uint32_t fuses[ESP_FUSE_WORDS]);
int esp8266_uart_hz(struct esp_link *link, uint32_t baud, uint32_t *hz);
int esp8266_connect_flash(struct esp_link *link);

#endif
