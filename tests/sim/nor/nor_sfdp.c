/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A NOR flash chip's SFDP tables (command 5Ah).
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: JESD216 (headers, basic table), JESD216B (table of four-byte address
 * instructions).  The tables differ as those of real parts do.  A W25Q256FV has the tables of
 * JESD216, and no commands that change the flash by four bytes of address.  A W25Q256JV, which
 * has the same ID, has these commands; it has the tables of JESD216A, which lack the table of
 * four-byte instructions (Linux, drivers/mtd/spi-nor/winbond.c; OpenWrt, pull request 999).
 * The parts of other makers have that table.
 */
#include "sim/nor/nor_internal.h"

enum {
    WINBOND = 0xef,
    HEADER = 8, /* bytes of a header */
    BASIC_AT = 0x80,
    BASIC_JESD216 = 9 * 4, /* bytes of the basic table */
    BASIC_JESD216A = 16 * 4,
    FOUR_BYTE_AT = 0xd0,
    MODES_AT = 2, /* in the basic table */
    THREE_OR_FOUR = 2, /* bytes of address */
    DENSITY_AT = 4, /* in the basic table */
};

struct tables {
    uint8_t heads[3 * HEADER];
    uint32_t heads_size, basic_size;
    bool four_byte;
};

static const struct tables jesd216 = {
    .heads = {'S', 'F', 'D', 'P', 0x00, 0x01, 0x00, 0xff,
              0x00, 0x00, 0x01, 0x09, BASIC_AT, 0x00, 0x00, 0xff},
    .heads_size = 2 * HEADER,
    .basic_size = BASIC_JESD216,
};

static const struct tables jesd216a = {
    .heads = {'S', 'F', 'D', 'P', 0x05, 0x01, 0x00, 0xff,
              0x00, 0x05, 0x01, 0x10, BASIC_AT, 0x00, 0x00, 0xff},
    .heads_size = 2 * HEADER,
    .basic_size = BASIC_JESD216A,
};

static const struct tables jesd216b = {
    .heads = {'S', 'F', 'D', 'P', 0x06, 0x01, 0x01, 0xff,
              0x00, 0x06, 0x01, 0x10, BASIC_AT, 0x00, 0x00, 0xff,
              0x84, 0x00, 0x01, 0x02, FOUR_BYTE_AT, 0x00, 0x00, 0xff},
    .heads_size = 3 * HEADER,
    .basic_size = BASIC_JESD216A,
    .four_byte = true,
};

/* The density is filled in.  The words after the ninth are those of a part with 32 MB. */
static const uint8_t basic[BASIC_JESD216A] = {
    0xe5, 0x20, 0xf1, 0xff, 0,    0,    0,    0,    0x44, 0xeb, 0x08, 0x6b, 0x08, 0x3b, 0x42, 0xbb,
    0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0xff, 0xff, 0x40, 0xeb, 0x0c, 0x20, 0x0f, 0x52,
    0x10, 0xd8, 0x00, 0x00, 0x36, 0x02, 0xa6, 0x00, 0x82, 0xea, 0x14, 0xd3, 0xe9, 0x63, 0x76, 0x33,
    0x7a, 0x75, 0x7a, 0x75, 0xf7, 0xa2, 0xd5, 0x5c, 0x19, 0xf7, 0x4d, 0xff, 0xe9, 0x30, 0xf8, 0x80,
};

/* Reads 13h, 0Ch and 3Ch, program 12h, and erases of the types 1 (21h), 2 (5Ch, which this
 * part does not have) and 3 (DCh). */
static const uint8_t four_byte[] = {0x47, 0x0a, 0x00, 0x00, 0x21, 0x5c, 0xdc, 0xff};

static const struct tables *tables_of(const struct nor *nor)
{
    if (!nor_takes_four_bytes(nor))
        return &jesd216;
    return (nor->config.jedec_id & 0xff) == WINBOND ? &jesd216a : &jesd216b;
}

static uint8_t basic_byte(const struct nor *nor, uint32_t at)
{
    uint64_t last_bit = (uint64_t)nor->config.size * 8 - 1;

    if (at >= DENSITY_AT && at < DENSITY_AT + 4)
        return (uint8_t)(last_bit >> (8 * (at - DENSITY_AT)));
    if (at == MODES_AT && nor_is_large(nor))
        return basic[at] | THREE_OR_FOUR;
    return basic[at];
}

static uint8_t sfdp_byte(const struct nor *nor, uint32_t address)
{
    const struct tables *tables = tables_of(nor);

    if (address < tables->heads_size)
        return tables->heads[address];
    if (address >= BASIC_AT && address - BASIC_AT < tables->basic_size)
        return basic_byte(nor, address - BASIC_AT);
    if (tables->four_byte && address >= FOUR_BYTE_AT && address - FOUR_BYTE_AT < sizeof four_byte)
        return four_byte[address - FOUR_BYTE_AT];
    return 0xff;
}

void nor_run_sfdp(struct nor *nor, const struct nor_request *request)
{
    for (size_t i = 0; i < request->in_size; i++)
        request->in[i] = sfdp_byte(nor, request->address + (uint32_t)(request->data_size + i));
}
