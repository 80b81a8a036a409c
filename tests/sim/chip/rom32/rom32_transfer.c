/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers of the loader: to memory, and to the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/rom32/rom32_loader.h"

enum {
    BLOCK_SIZE_MAX = 0x1800,
    BEGIN_LENGTH = 16, /* four words; later chips have a fifth for the flash */
    CHECKSUM_SEED = 0xef,
    CHECKSUM_CYCLES = 6, /* for a byte */
};

static uint8_t wanted_checksum(struct rom32 *rom)
{
    return rom32_load8(rom, rom->facts->packet + REQUEST_CHECKSUM);
}

static uint8_t checksum(struct rom32 *rom, uint32_t address, uint32_t size)
{
    uint8_t sum = CHECKSUM_SEED;

    while (size--) {
        sum ^= rom32_load8(rom, address++);
        rom32_spend(rom, CHECKSUM_CYCLES - 2);
    }
    return sum;
}

static enum error begin(struct rom32 *rom, uint32_t length)
{
    if (rom32_length(rom) != length || rom32_body(rom, 2) > BLOCK_SIZE_MAX)
        return BAD_REQUEST;
    rom->transfer = (struct rom32_transfer){
        .total = rom32_body(rom, 0),
        .blocks = rom32_body(rom, 1),
        .block_size = rom32_body(rom, 2),
        .address = rom32_body(rom, 3),
    };
    return SUCCESS;
}

enum error rom32_mem_begin(struct rom32 *rom)
{
    return begin(rom, BEGIN_LENGTH);
}

enum error rom32_flash_begin(struct rom32 *rom)
{
    enum error error = begin(rom, 4u * rom->facts->loader.begin_words);

    if (error)
        return error;
    if (!rom32_flash_erase_area(rom, rom->transfer.address, rom->transfer.total))
        return FAILED;
    return SUCCESS;
}

enum error rom32_defl_begin(struct rom32 *rom)
{
    rom32_inflate_begin(rom);
    return rom32_flash_begin(rom);
}

/* Counts the block's number as used as soon as the number is right, even if an error
 * follows.  So a block with a wrong check sum cannot be sent again. */
static enum error take_block(struct rom32 *rom, uint32_t multiple, uint32_t *data,
                             uint32_t *size)
{
    *data = rom->facts->packet + REQUEST_BODY + BODY_DATA;
    *size = rom32_body(rom, 0);
    if (rom32_length(rom) > BLOCK_SIZE_MAX + BODY_DATA || rom32_body(rom, 1) != rom->transfer.next ||
        *size > rom->transfer.block_size || *size % multiple)
        return BAD_REQUEST;
    rom->transfer.next++;
    if (checksum(rom, *data, *size) != wanted_checksum(rom))
        return BAD_CHECKSUM;
    return SUCCESS;
}

static uint8_t sum_of(const uint8_t *bytes, uint32_t size)
{
    uint8_t sum = CHECKSUM_SEED;

    while (size--)
        sum ^= *bytes++;
    return sum;
}

static void fetch(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = rom32_load8(rom, address + i);
}

/* With an option, the ROM acknowledges the last block before it writes the block. */
static void answer_last(struct rom32 *rom)
{
    const bool *early_end = rom->machine.early_end;

    if (early_end && *early_end && rom->transfer.next == rom->transfer.blocks)
        rom32_answer_early(rom);
}

static void count_block(struct rom32 *rom, uint32_t size)
{
    rom->transfer.written += size;
    rom->transfer.address += size;
}

enum error rom32_flash_data(struct rom32 *rom)
{
    uint8_t bytes[BLOCK_SIZE_MAX];
    uint32_t data, size;
    enum error error = take_block(rom, 4, &data, &size);

    if (error)
        return error;
    fetch(rom, data, bytes, size);
    answer_last(rom);
    /* the ROM reads the data back, and compares the check sum */
    if (!rom32_flash_write(rom, rom->transfer.address, bytes, size) ||
        !rom32_flash_read(rom, rom->transfer.address, bytes, size) ||
        sum_of(bytes, size) != wanted_checksum(rom))
        return BAD_WRITE;
    count_block(rom, size);
    return SUCCESS;
}

enum error rom32_defl_data(struct rom32 *rom)
{
    uint8_t bytes[BLOCK_SIZE_MAX];
    uint32_t data, size;
    enum error error = take_block(rom, 1, &data, &size);

    if (error)
        return error;
    fetch(rom, data, bytes, size);
    answer_last(rom);
    return (enum error)rom32_inflate_block(rom, bytes, size);
}

enum error rom32_mem_data(struct rom32 *rom)
{
    uint32_t data, size;
    enum error error = take_block(rom, 1, &data, &size);

    if (error)
        return error;
    for (uint32_t i = 0; i < size; i++)
        rom32_store8(rom, rom->transfer.address + i, rom32_load8(rom, data + i));
    count_block(rom, size);
    return SUCCESS;
}
