/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The download mode of the ESP32's boot ROM: its commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM keeps one answer in memory, and each command changes it.  A field that a command
 * does not set (the value, the op of an unknown command, the error number of a success, the
 * last two bytes of the status) still holds what an earlier command put there.
 */
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "sim/chip/esp32/rom/rom32_private.h"

/* Request frame, offsets from ROM32_PACKET. */
enum {
    REQUEST_DIRECTION = 0, /* 0 */
    REQUEST_OP = 1,
    REQUEST_LENGTH = 2, /* length of the body */
    REQUEST_CHECKSUM = 4,
    REQUEST_BODY = 8,
    BODY_DATA = 16, /* of *_DATA, after size, number and two unused words */
};

enum op {
    FLASH_BEGIN = 0x02,
    FLASH_DATA = 0x03,
    FLASH_END = 0x04,
    MEM_BEGIN = 0x05,
    MEM_END = 0x06,
    MEM_DATA = 0x07,
    SYNC = 0x08,
    WRITE_REG = 0x09,
    READ_REG = 0x0a,
    SPI_SET_PARAMS = 0x0b,
    SPI_ATTACH = 0x0d,
    READ_FLASH_SLOW = 0x0e,
    CHANGE_BAUDRATE = 0x0f,
    FLASH_DEFL_BEGIN = 0x10,
    FLASH_DEFL_DATA = 0x11,
    FLASH_DEFL_END = 0x12,
    SPI_FLASH_MD5 = 0x13,
    OPS = 0x14,
};

enum error {
    SUCCESS = 0x00,
    BAD_REQUEST = 0x05,
    FAILED = 0x06,
    BAD_CHECKSUM = 0x07,
    BAD_WRITE = 0x08,
    BAD_READ = 0x09,
    BAD_READ_LENGTH = 0x0a,
};

enum {
    BLOCK_SIZE_MAX = 0x1800,
    BEGIN_LENGTH = 16, /* four words; later chips have a fifth */
    SET_PARAMS_LENGTH = 24,
    MEM_END_LENGTH = 8,
    SLOW_READ_MAX = 64,
    MD5_TEXT = 32,
    MD5_CHUNK = 1024,
    MD5_CYCLES = 40, /* for a byte */
    CHECKSUM_SEED = 0xef,
    CHECKSUM_CYCLES = 6, /* for a byte */
    STATUS_SIZE = 4,
    HEADER_SIZE = 8,
    REPEATED_REPLIES = 8,
};

/* Before a *_BEGIN no number is right. */
#define NO_BLOCK 0xffffffffu

static uint32_t body(struct rom32 *rom, uint32_t word)
{
    return rom32_load(rom, ROM32_PACKET + REQUEST_BODY + 4 * word);
}

static uint32_t length(struct rom32 *rom)
{
    return rom32_load(rom, ROM32_PACKET) >> 16;
}

static uint8_t wanted_checksum(struct rom32 *rom)
{
    return rom32_load8(rom, ROM32_PACKET + REQUEST_CHECKSUM);
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

static enum error begin(struct rom32 *rom)
{
    if (length(rom) != BEGIN_LENGTH || body(rom, 2) > BLOCK_SIZE_MAX)
        return BAD_REQUEST;
    rom->transfer = (struct rom32_transfer){
        .total = body(rom, 0),
        .blocks = body(rom, 1),
        .block_size = body(rom, 2),
        .address = body(rom, 3),
    };
    return SUCCESS;
}

static enum error flash_begin(struct rom32 *rom)
{
    enum error error = begin(rom);

    if (error)
        return error;
    if (!rom32_flash_erase_area(rom, rom->transfer.address, rom->transfer.total))
        return FAILED;
    return SUCCESS;
}

static enum error defl_begin(struct rom32 *rom)
{
    rom32_inflate_begin(rom);
    return flash_begin(rom);
}

/* Counts the block's number as used as soon as the number is right, even if an error
 * follows.  So a block with a wrong check sum cannot be sent again. */
static enum error take_block(struct rom32 *rom, uint32_t *data, uint32_t *size)
{
    *data = ROM32_PACKET + REQUEST_BODY + BODY_DATA;
    *size = body(rom, 0);
    if (length(rom) > BLOCK_SIZE_MAX + BODY_DATA || body(rom, 1) != rom->transfer.next ||
        *size > rom->transfer.block_size || length(rom) < BODY_DATA + *size)
        return BAD_REQUEST;
    if (rom->transfer.next >= rom->transfer.blocks)
        return BAD_WRITE;
    rom->transfer.next++;
    if (checksum(rom, *data, *size) != wanted_checksum(rom))
        return BAD_CHECKSUM;
    return SUCCESS;
}

static void fetch(struct rom32 *rom, uint32_t address, uint8_t *bytes, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++)
        bytes[i] = rom32_load8(rom, address + i);
}

static void count_block(struct rom32 *rom, uint32_t size)
{
    rom->transfer.written += size;
    rom->transfer.address += size;
}

static enum error flash_data(struct rom32 *rom)
{
    uint8_t bytes[BLOCK_SIZE_MAX];
    uint32_t data, size;
    enum error error = take_block(rom, &data, &size);

    if (error)
        return error;
    fetch(rom, data, bytes, size);
    if (!rom32_flash_write(rom, rom->transfer.address, bytes, size))
        return BAD_WRITE;
    count_block(rom, size);
    return SUCCESS;
}

static enum error defl_data(struct rom32 *rom)
{
    uint8_t bytes[BLOCK_SIZE_MAX];
    uint32_t data, size;
    enum error error = take_block(rom, &data, &size);

    if (error)
        return error;
    fetch(rom, data, bytes, size);
    return (enum error)rom32_inflate_block(rom, bytes, size);
}

/* The flag 0 resets the chip, 1 leaves the loader. */
static enum error flash_end(struct rom32 *rom)
{
    rom->finished = true;
    rom->entry = 0;
    rom->reboot = body(rom, 0) == 0;
    return SUCCESS;
}

static enum error mem_data(struct rom32 *rom)
{
    uint32_t data, size;
    enum error error = take_block(rom, &data, &size);

    if (error)
        return error;
    for (uint32_t i = 0; i < size; i++)
        rom32_store8(rom, rom->transfer.address + i, rom32_load8(rom, data + i));
    count_block(rom, size);
    return SUCCESS;
}

static enum error mem_end(struct rom32 *rom)
{
    if (length(rom) > MEM_END_LENGTH)
        return BAD_REQUEST;
    if (body(rom, 0) == 0) {
        rom->finished = true;
        rom->entry = body(rom, 1);
    }
    return SUCCESS;
}

static enum error sync(struct rom32 *rom)
{
    rom->reply.value = body(rom, 0);
    return SUCCESS;
}

/* Any number of entries: address, value, mask, delay (microseconds). */
static enum error write_reg(struct rom32 *rom)
{
    uint32_t entries = length(rom) / 16;

    for (uint32_t i = 0; i < entries; i++) {
        uint32_t address = body(rom, 4 * i), mask = body(rom, 4 * i + 2);

        rom32_delay_us(rom, body(rom, 4 * i + 3));
        rom32_store(rom, address,
                    (rom32_load(rom, address) & ~mask) | (body(rom, 4 * i + 1) & mask));
    }
    return SUCCESS;
}

/* A request without a whole address stops the real ROM. */
static enum error read_reg(struct rom32 *rom)
{
    if (length(rom) < 4)
        rom32_hang(rom);
    rom->reply.value = rom32_load(rom, body(rom, 0));
    return SUCCESS;
}

static enum error set_params(struct rom32 *rom)
{
    if (length(rom) != SET_PARAMS_LENGTH)
        return BAD_REQUEST;
    for (uint32_t i = 0; i < FLASH_CHIP_WORDS; i++)
        rom32_store(rom, ROM32_FLASH_CHIP + 4 * i, body(rom, i));
    return SUCCESS;
}

static enum error attach(struct rom32 *rom)
{
    if (length(rom) != 4 && length(rom) != 8)
        return BAD_REQUEST;
    rom32_flash_attach(rom);
    return SUCCESS;
}

/* Always answers with 64 bytes.  Those that were not asked for are left from before. */
static enum error read_slow(struct rom32 *rom)
{
    uint32_t size = body(rom, 1);

    if (length(rom) != 8)
        return BAD_REQUEST;
    if (size > SLOW_READ_MAX)
        return BAD_READ_LENGTH;
    if (!rom32_flash_read(rom, body(rom, 0), rom->reply.data, size))
        return BAD_READ;
    return SUCCESS;
}

static enum error change_baud(struct rom32 *rom)
{
    return length(rom) == 8 ? SUCCESS : BAD_REQUEST;
}

static enum error md5(struct rom32 *rom)
{
    uint32_t address = body(rom, 0), size = body(rom, 1);
    uint8_t bytes[MD5_CHUNK], digest[MD5_TEXT / 2];
    EVP_MD_CTX *context;
    enum error error = SUCCESS;

    if (length(rom) != 16)
        return BAD_REQUEST;
    context = EVP_MD_CTX_new();
    EVP_DigestInit_ex(context, EVP_md5(), NULL);
    while (size > 0 && !error) {
        uint32_t part = size < MD5_CHUNK ? size : MD5_CHUNK;

        if (!rom32_flash_read(rom, address, bytes, part))
            error = BAD_READ;
        EVP_DigestUpdate(context, bytes, part);
        rom32_spend(rom, MD5_CYCLES * part);
        address += part;
        size -= part;
    }
    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    for (unsigned i = 0; i < sizeof digest && !error; i++)
        snprintf((char *)rom->reply.data + 2 * i, 3, "%02x", digest[i]);
    return error;
}

static enum error (*const commands[OPS])(struct rom32 *rom) = {
    [FLASH_BEGIN] = flash_begin,
    [FLASH_DATA] = flash_data,
    [FLASH_END] = flash_end,
    [MEM_BEGIN] = begin,
    [MEM_END] = mem_end,
    [MEM_DATA] = mem_data,
    [SYNC] = sync,
    [WRITE_REG] = write_reg,
    [READ_REG] = read_reg,
    [SPI_SET_PARAMS] = set_params,
    [SPI_ATTACH] = attach,
    [READ_FLASH_SLOW] = read_slow,
    [CHANGE_BAUDRATE] = change_baud,
    [FLASH_DEFL_BEGIN] = defl_begin,
    [FLASH_DEFL_DATA] = defl_data,
    [FLASH_DEFL_END] = flash_end,
    [SPI_FLASH_MD5] = md5,
};

/* Bytes of contents that a successful command puts before the status. */
static uint32_t contents(uint8_t op)
{
    return op == READ_FLASH_SLOW ? SLOW_READ_MAX : op == SPI_FLASH_MD5 ? MD5_TEXT : 0;
}

/* True for commands that clear the error number when they succeed.  The others leave the
 * last error's number in the answer. */
static bool clears_error(uint8_t op)
{
    return op == SYNC || op == WRITE_REG || op == READ_REG;
}

static void answer(struct rom32 *rom, enum error error, uint32_t size, int times)
{
    uint8_t frame[HEADER_SIZE + sizeof rom->reply.data] = {1, rom->reply.op};
    uint8_t *status = rom->reply.data + size;

    status[0] = error != SUCCESS;
    status[1] = rom->reply.error;
    size += STATUS_SIZE;
    frame[2] = (uint8_t)size;
    for (unsigned i = 0; i < 4; i++)
        frame[4 + i] = (uint8_t)(rom->reply.value >> 8 * i);
    memcpy(frame + HEADER_SIZE, rom->reply.data, size);
    while (times--)
        rom32_send_frame(rom, frame, HEADER_SIZE + size);
}

static void execute(struct rom32 *rom, uint32_t received)
{
    uint8_t op = rom32_load8(rom, ROM32_PACKET + REQUEST_OP);
    enum error error = BAD_REQUEST;
    bool known = op < OPS && commands[op] &&
                 !rom32_load8(rom, ROM32_PACKET + REQUEST_DIRECTION);
    bool whole = received >= HEADER_SIZE && received >= HEADER_SIZE + length(rom);

    if (known && whole)
        error = commands[op](rom);
    if (known)
        rom->reply.op = op;
    if (error || clears_error(op))
        rom->reply.error = (uint8_t)error;
    answer(rom, error, error ? 0 : contents(op),
           !known || (op == SYNC && !error) ? REPEATED_REPLIES : 1);
    if (known && op == CHANGE_BAUDRATE && !error) {
        rom32_line_flush(rom); /* the answer leaves at the old rate */
        rom32_set_baud(rom, body(rom, 0));
    }
}

void rom32_loader(struct rom32 *rom)
{
    rom->transfer = (struct rom32_transfer){.next = NO_BLOCK};
    rom->finished = rom->reboot = false;
    memset(&rom->reply, 0, sizeof rom->reply);
    while (!rom->finished)
        execute(rom, rom32_receive_frame(rom));
}
