/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's memcpy() and similar functions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * It matters which accesses are words: instruction RAM takes only words, so copying whole
 * words into it works, and copying a tail fails.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

static void copy_byte(struct rom *rom, uint32_t target, uint32_t source)
{
    rom_store(rom, target, 1, rom_load8(rom, source));
}

/* Loads a word from any alignment.  The real ROM shifts two aligned words. */
static uint32_t load_word(struct rom *rom, uint32_t address)
{
    unsigned shift = 8 * (address & 3);
    uint32_t low = rom_load32(rom, address & ~3u);

    if (!shift)
        return low;
    return low >> shift | rom_load32(rom, (address & ~3u) + 4) << (32 - shift);
}

void rom_copy(struct rom *rom, uint32_t target, uint32_t source, uint32_t size)
{
    for (; size > 0 && target & 3; size--)
        copy_byte(rom, target++, source++);
    for (; size >= 4; size -= 4, target += 4, source += 4)
        rom_store32(rom, target, load_word(rom, source));
    for (; size > 0; size--)
        copy_byte(rom, target++, source++);
}

static void copy_backwards(struct rom *rom, uint32_t target, uint32_t source, uint32_t size)
{
    for (; size > 0 && (target + size) & 3; size--)
        copy_byte(rom, target + size - 1, source + size - 1);
    for (; size >= 4; size -= 4)
        rom_store32(rom, target + size - 4, load_word(rom, source + size - 4));
    for (; size > 0; size--)
        copy_byte(rom, target + size - 1, source + size - 1);
}

uint32_t rom_memcpy(struct rom *rom, const uint32_t *arg)
{
    rom_copy(rom, arg[0], arg[1], arg[2]);
    return arg[0];
}

uint32_t rom_memmove(struct rom *rom, const uint32_t *arg)
{
    if (arg[0] - arg[1] < arg[2]) /* the target starts inside the source */
        copy_backwards(rom, arg[0], arg[1], arg[2]);
    else
        rom_copy(rom, arg[0], arg[1], arg[2]);
    return arg[0];
}

static void fill(struct rom *rom, uint32_t target, uint8_t byte, uint32_t size)
{
    for (; size > 0 && target & 3; size--)
        rom_store(rom, target++, 1, byte);
    for (; size >= 4; size -= 4, target += 4)
        rom_store32(rom, target, byte * 0x01010101u);
    for (; size > 0; size--)
        rom_store(rom, target++, 1, byte);
}

uint32_t rom_memset(struct rom *rom, const uint32_t *arg)
{
    fill(rom, arg[0], (uint8_t)arg[1], arg[2]);
    return arg[0];
}

uint32_t rom_bzero(struct rom *rom, const uint32_t *arg)
{
    fill(rom, arg[0], 0, arg[1]);
    return arg[0];
}

uint32_t rom_memcmp(struct rom *rom, const uint32_t *arg)
{
    for (uint32_t i = 0; i < arg[2]; i++) {
        int difference = rom_load_any8(rom, arg[0] + i) - rom_load_any8(rom, arg[1] + i);

        if (difference)
            return (uint32_t)difference;
    }
    return 0;
}
