/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The families of chips: a row each.  What differs between families is data or a function
 * pointer in the row; nothing else asks which family a chip is of.  The chips of a family
 * differ in name and features only, which follow from their fuses.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_CHIP_FAMILY_H
#define ESP_CHIP_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chipfacts.h"
#include "esp/chip/spicmd.h"
#include "esp/wire/command.h"

struct esp_flash_ops; /* esp/flash/ops.h */

enum { ESP_IDENTITY_WORDS = 8 };

/* What the fuses say of a chip. */
struct esp_identity {
    uint32_t words[ESP_IDENTITY_WORDS]; /* the fuses themselves, 0 where a family has fewer:
                                         * another chip of the family has others */
    char name[24];     /* "ESP8266EX" */
    char features[64]; /* comma-separated */
    uint8_t mac[6];
    bool has_mac;
};

/* A program of ours for the chip, as bytes to be loaded and run. */
struct esp_program {
    const uint8_t *code;
    const size_t *size;   /* bytes */
    uint32_t address;     /* where it is loaded */
    uint32_t entry;
    uint32_t room;        /* bytes there */
};

/* How sure we are that a row is right. */
enum esp_tested {
    ESP_TESTED_ON_SILICON,
    ESP_TESTED_ON_ROM, /* on the family's real boot ROM, in a simulator */
    ESP_FROM_TABLES,   /* by what is written about it */
};

struct esp_family {
    /* Name, the ROM's magic, where in the flash it looks for what it starts, what its
     * images look like. */
    const struct esp_chipfacts *facts;
    enum esp_tested tested;
    const char *source;       /* of the figures below */

    const char *strap;        /* the pin that is low at a reset into download mode */
    uint32_t loader_baud_max; /* above that the ROM's loader loses what comes in a row */
    struct esp_spi spi;       /* the flash controller */
    struct esp_program stub;

    int (*read_identity)(struct esp_link *link, struct esp_identity *identity);
    /* The clock that the UART divides, as follows from the divisor that makes baud, and
     * the crystal that goes with it; both in Hz. */
    int (*read_clocks)(struct esp_link *link, uint32_t baud, uint32_t *uart_hz,
                       uint32_t *crystal_hz);
    /* Connects the flash's pins to the controller, as the ROM does when it boots; nothing
     * is written to the flash. */
    int (*connect_flash)(struct esp_link *link);
    /* Has the ROM's loader jump to entry, as esp_start_program() (rom/loader.h) does it. */
    int (*start_program)(struct esp_link *link, uint32_t entry);
    /* Takes the ROM's loader and the port to baud.  0: both are there.
     * ESP_ERR_UNSUPPORTED: that rate does not work, both are where they were.  Else how an
     * upload fails, or the loader answers at neither rate. */
    int (*set_rate)(struct esp_link *link, uint32_t uart_hz, uint32_t baud);
    /* What the ROM's loader can do with the flash. */
    const struct esp_flash_ops *rom_flash;
};

/* table.c: all of them, and NULL. */
extern const struct esp_family *const esp_families[];

/* Asks the loader or stub which family its chip is of.  ESP_ERR_CHIP for one that the
 * table does not have. */
int esp_family_detect(struct esp_link *link, const struct esp_family **family);

/* The row with that magic, or NULL. */
const struct esp_family *esp_family_find(uint32_t magic);

#endif
