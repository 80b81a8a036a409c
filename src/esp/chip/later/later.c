/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions that the rows of the chips after the ESP32 share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/later/later.h"

#include <stdlib.h>

#include "esp/rom/loader.h"

enum {
    BLOCK0_WORDS = LATER_MAC - LATER_BLOCK0,
    MAC_WORDS = LATER_EXTRA - LATER_MAC,
    DIVISOR_MASK = 0xfff, /* UART_CLKDIV_REG */
    FRACTION_SHIFT = 20,
};

/* Reads block 0, and then the other words: all of them are more than fit into a request. */
int later_read_identity(const struct esp_family *family, struct esp_link *link,
                        struct esp_identity *identity)
{
    const struct later_chip *chip = family->later;
    uint32_t addresses[ESP_IDENTITY_WORDS];
    size_t rest = MAC_WORDS + (chip->extra_offset ? 1 : 0);
    int err;

    *identity = (struct esp_identity){0};
    for (uint32_t i = 0; i < BLOCK0_WORDS; i++)
        addresses[LATER_BLOCK0 + i] = chip->base + LATER_BLOCK0_OFFSET + 4 * i;
    for (uint32_t i = 0; i < MAC_WORDS; i++)
        addresses[LATER_MAC + i] = chip->base + chip->mac_offset + 4 * i;
    addresses[LATER_EXTRA] = chip->base + chip->extra_offset;
    err = esp_read_regs_sure(link, addresses, BLOCK0_WORDS, identity->words);
    if (!err)
        err = esp_read_regs_sure(link, addresses + LATER_MAC, rest, identity->words + LATER_MAC);
    if (!err)
        later_decode(chip, identity);
    return err;
}

/* The crystal whose rate is nearest to hz. */
static uint32_t nearest(const uint32_t *crystals, uint32_t hz)
{
    uint32_t best = crystals[0];

    for (; *crystals; crystals++)
        if (labs((long)*crystals - (long)hz) < labs((long)best - (long)hz))
            best = *crystals;
    return best;
}

/* The UART has the crystal's clock, and its divisor is what the ROM measured. */
int later_read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                      uint32_t *uart_hz, uint32_t *crystal_hz)
{
    const struct later_chip *chip = family->later;
    uint32_t divisor, sixteenths;
    int err;

    *uart_hz = *crystal_hz = chip->crystals[0];
    if (!chip->uart_divisor)
        return 0;
    err = esp_read_regs_sure(link, &chip->uart_divisor, 1, &divisor);
    if (err)
        return err;
    sixteenths = (divisor & DIVISOR_MASK) << 4 | (divisor >> FRACTION_SHIFT & 15);
    *uart_hz = *crystal_hz =
        nearest(chip->crystals, (uint32_t)((uint64_t)sixteenths * baud / 16));
    return 0;
}

uint32_t later_sole_clock(const struct esp_family *family)
{
    return family->later->crystals[1] ? 0 : family->later->crystals[0];
}

int later_connect_flash(const struct esp_family *family, struct esp_link *link,
                        const uint32_t *words)
{
    int err = esp_rom_attach(link, 0);

    (void)words;
    return err ? err : esp_spi_enable_commands(link, &family->spi);
}
