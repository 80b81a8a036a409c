/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's strlen() and similar functions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* Limit for a text without an end. */
enum { TEXT_MAX = 0x20000 };

uint32_t rom_strlen(struct rom *rom, const uint32_t *arg)
{
    uint32_t count = 0;

    while (count < TEXT_MAX && rom_load_any8(rom, arg[0] + count))
        count++;
    return count;
}

static uint32_t copy(struct rom *rom, const uint32_t *arg, uint32_t max)
{
    uint32_t count = 0;
    uint8_t byte;

    while (count < max && (byte = rom_load_any8(rom, arg[1] + count)) != 0)
        rom_store(rom, arg[0] + count++, 1, byte);
    return count;
}

uint32_t rom_strcpy(struct rom *rom, const uint32_t *arg)
{
    rom_store(rom, arg[0] + copy(rom, arg, TEXT_MAX), 1, 0);
    return arg[0];
}

uint32_t rom_strncpy(struct rom *rom, const uint32_t *arg)
{
    for (uint32_t count = copy(rom, arg, arg[2]); count < arg[2]; count++)
        rom_store(rom, arg[0] + count, 1, 0);
    return arg[0];
}

static uint32_t compare(struct rom *rom, const uint32_t *arg, uint32_t max)
{
    for (uint32_t i = 0; i < max; i++) {
        uint8_t left = rom_load_any8(rom, arg[0] + i), right = rom_load_any8(rom, arg[1] + i);

        if (left != right)
            return (uint32_t)(left - right);
        if (!left)
            break;
    }
    return 0;
}

uint32_t rom_strcmp(struct rom *rom, const uint32_t *arg)
{
    return compare(rom, arg, TEXT_MAX);
}

uint32_t rom_strncmp(struct rom *rom, const uint32_t *arg)
{
    return compare(rom, arg, arg[2]);
}

uint32_t rom_strstr(struct rom *rom, const uint32_t *arg)
{
    uint32_t needle = rom_strlen(rom, arg + 1);

    for (uint32_t at = arg[0];; at++) {
        uint32_t pair[] = {at, arg[1]};

        if (compare(rom, pair, needle) == 0)
            return at;
        if (!rom_load_any8(rom, at))
            return 0;
    }
}
