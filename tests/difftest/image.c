/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of an image: instructions, literals, and the source of random numbers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <stdlib.h>

#include "difftest/generate.h"

/* splitmix64, by Sebastiano Vigna. */
uint32_t image_random(struct image *image)
{
    uint64_t z = image->random_state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

uint32_t image_below(struct image *image, uint32_t limit)
{
    return image_random(image) % limit;
}

/* Half of the values are those at which a sign changes or a range ends. */
uint32_t image_interesting(struct image *image)
{
    static const uint32_t edges[] = {0,      1,          2,          31,         32,     0x7f,
                                     0x80,   0xff,       0x7fff,     0x8000,     0xffff, 0x10000,
                                     0x7fffffff, 0x80000000, 0x80000001, 0xffff8000, 0xffffffff};

    if (image_below(image, 2))
        return edges[image_below(image, sizeof(edges) / sizeof(edges[0]))];
    return image_random(image);
}

uint32_t get32(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

void put32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

uint32_t image_here(const struct image *image)
{
    return TEXT_BASE + image->text_used;
}

/* Checks the room.  The sizes are chosen so that this check never fails. */
static void must_fit(uint32_t used, uint32_t size)
{
    if (used <= size)
        return;
    printf("Bail out! the generated image is too large\n");
    exit(1);
}

void image_emit_bytes(struct image *image, uint32_t word, uint32_t length)
{
    must_fit(image->text_used + length, TEXT_SIZE);
    for (uint32_t i = 0; i < length; i++)
        image->text[image->text_used++] = (uint8_t)(word >> 8 * i);
}

/* Opcodes 8 to 13 are the 16-bit forms. */
void image_emit(struct image *image, uint32_t word)
{
    image_emit_bytes(image, word, (word & 15) >= 8 ? 2 : 3);
}

void image_emit_literal(struct image *image, unsigned reg, uint32_t value)
{
    const uint32_t address = TEXT_BASE + image->pool_used;
    const uint32_t distance = address - ((image_here(image) + 3) & ~3u);

    must_fit(image->pool_used + 4, POOL_SIZE);
    put32(image->text + image->pool_used, value);
    image->pool_used += 4;
    image_emit(image, 0x000001 | reg << 4 | ((distance >> 2) & 0xffff) << 8);
}
