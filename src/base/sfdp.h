/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a flash's SFDP tables say about commands with four bytes of address.  For host and stub.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: JESD216B ("Serial Flash Discoverable Parameters"); Linux (drivers/mtd/spi-nor,
 * sfdp.c and winbond.c).
 *
 * A JEDEC ID does not tell: the W25Q256FV only reads by four bytes of address, and the
 * W25Q256JV, which can be programmed and erased by them, has the same ID.  So it is with the
 * MX25L25635E and the MX25L25635F.
 */
#ifndef BASE_SFDP_H
#define BASE_SFDP_H

#include <stdbool.h>
#include <stdint.h>

enum {
    ESP_SFDP_READ = 0x5a, /* the command, with three bytes of address and a dummy byte */
    ESP_SFDP_TABLES_MAX = 16, /* JESD216F has 12 kinds of tables */
    ESP_SFDP_BASIC = 0xff00,
    ESP_SFDP_FOUR_BYTE = 0xff84,
    ESP_SFDP_JESD216A = 5,        /* the minor version, since which ... */
    ESP_SFDP_JESD216A_WORDS = 16, /* ... the basic table has so many words */
    ESP_SFDP_WINBOND = 0xef,
};
#define ESP_SFDP_SIGNATURE 0x50444653u /* "SFDP", the low byte first */

/* Reads two words, the first byte lowest.  False if they cannot be read. */
typedef bool esp_sfdp_read(void *ctx, uint32_t address, uint32_t words[2]);

/* The table of four-byte instructions.  Bit 0 of its first word stands for 13h, bit 1 for 0Ch,
 * bit 6 for 12h, and bits 9 to 12 for the erases, whose commands are the bytes of the second
 * word. */
static inline bool esp_sfdp_erases(const uint32_t table[2], uint32_t command)
{
    for (uint32_t i = 0; i < 4; i++)
        if ((table[0] >> (9 + i) & 1) != 0 && (table[1] >> 8 * i & 0xff) == command)
            return true;
    return false;
}

static inline bool esp_sfdp_table_serves(const uint32_t table[2])
{
    enum { NEEDED = 1 << 0 | 1 << 1 | 1 << 6 };

    return (table[0] & NEEDED) == NEEDED && esp_sfdp_erases(table, 0x21) &&
           esp_sfdp_erases(table, 0xdc);
}

/* A header of a table: ID, version, length in words, and place. */
static inline bool esp_sfdp_header_serves(esp_sfdp_read *read, void *ctx, uint32_t maker,
                                          const uint32_t header[2])
{
    uint32_t id = (header[0] & 0xff) | (header[1] >> 24) << 8;
    uint32_t minor = header[0] >> 8 & 0xff, major = header[0] >> 16 & 0xff;
    uint32_t length = header[0] >> 24, table[2];

    if (major != 1)
        return false;
    if (id == ESP_SFDP_FOUR_BYTE)
        return length >= 2 && read(ctx, header[1] & 0xffffff, table) &&
               esp_sfdp_table_serves(table);
    /* Winbond's parts since the W25Q256JV have the commands, but not all have the table. */
    return id == ESP_SFDP_BASIC && maker == ESP_SFDP_WINBOND && minor >= ESP_SFDP_JESD216A &&
           length >= ESP_SFDP_JESD216A_WORDS;
}

/* True if a flash of more than 16 MB, of this maker, has all of these: reads 13h and 0Ch, program
 * 12h, erase of a sector 21h, erase of a block DCh. */
static inline bool esp_sfdp_has_far_commands(esp_sfdp_read *read, void *ctx, uint32_t maker)
{
    uint32_t words[2], tables;

    if (!read(ctx, 0, words) || words[0] != ESP_SFDP_SIGNATURE)
        return false;
    tables = (words[1] >> 16 & 0xff) + 1;
    for (uint32_t i = 1; i <= tables && i <= ESP_SFDP_TABLES_MAX; i++)
        if (read(ctx, 8 * i, words) && esp_sfdp_header_serves(read, ctx, maker, words))
            return true;
    return false;
}

#endif
