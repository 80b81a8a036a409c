/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's download mode: its commands.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM keeps one reply frame in memory, and each command changes it.  A field that a
 * command does not set (the value, the op of an unknown command, the error number of a
 * success) still holds what an earlier command put there.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

/* Request frame, offsets from ROM_MESSAGE. */
enum {
    REQUEST_DIRECTION = 0, /* 0 */
    REQUEST_OP = 1,
    REQUEST_LENGTH = 2, /* length of the body; the ROM does not compare it */
    REQUEST_CHECKSUM = 4,
    REQUEST_BODY = 8,
    BODY_DATA = 16, /* of *_DATA, after size, number and two unused words */
};

/* Reply frame, as offsets from ROM_REPLY. */
enum {
    REPLY_DIRECTION = 0, /* 1 */
    REPLY_OP = 1,
    REPLY_LENGTH = 2, /* 2 */
    REPLY_VALUE = 4,
    REPLY_FAILED = 8,
    REPLY_ERROR = 9,
    REPLY_SIZE = 10,
};

enum op {
    FLASH_BEGIN = 2,
    FLASH_DATA = 3,
    FLASH_END = 4,
    MEM_BEGIN = 5,
    MEM_END = 6,
    MEM_DATA = 7,
    SYNC = 8,
    WRITE_REG = 9,
    READ_REG = 10,
    SPI_SET_PARAMS = 11,
};

enum error {
    SUCCESS = 0,
    BAD_REQUEST = 5,
    FAILED = 6,
    BAD_CHECKSUM = 7,
    BAD_VERIFY = 8,
};

enum {
    BLOCK_SIZE_MAX = 0x1800,
    BEGIN_LENGTH = 16,
    SET_PARAMS_LENGTH = 24,
    MEM_END_LENGTH = 8,
    CHECKSUM_SEED = 0xef,
    CHECKSUM_CYCLES = 6, /* per byte */
    SYNC_REPLIES = 8,
    UART_INTERRUPT = 1 << 5,
};

/* Before a *_BEGIN no number is right.  In the real ROM the expected number is garbage
 * then. */
#define NO_BLOCK 0xffffffffu

static uint32_t body(struct rom *rom, uint32_t word)
{
    return rom_load32(rom, ROM_MESSAGE + REQUEST_BODY + 4 * word);
}

static uint32_t length(struct rom *rom)
{
    return rom_load(rom, ROM_MESSAGE + REQUEST_LENGTH, 2);
}

static uint8_t checksum(struct rom *rom, uint32_t address, uint32_t size)
{
    uint8_t sum = CHECKSUM_SEED;

    while (size--) {
        sum ^= rom_load8(rom, address++);
        rom_spend(rom, CHECKSUM_CYCLES - 2);
    }
    return sum;
}

static enum error begin(struct rom *rom)
{
    if (length(rom) != BEGIN_LENGTH || body(rom, 2) > BLOCK_SIZE_MAX)
        return BAD_REQUEST;
    rom->transfer = (struct rom_transfer){
        .total = body(rom, 0),
        .blocks = body(rom, 1),
        .block_size = body(rom, 2),
        .address = body(rom, 3),
        .finished = rom->transfer.finished,
    };
    return SUCCESS;
}

static enum error flash_begin(struct rom *rom)
{
    enum error error;

    rom_flash_attach(rom);
    error = begin(rom);
    if (error)
        return error;
    rom_Cache_Read_Disable(rom, NULL);
    if (!rom_flash_erase_area(rom, rom->transfer.address, rom->transfer.total))
        return FAILED;
    return SUCCESS;
}

/* Counts the block's number as used as soon as the number is right, even if an error
 * follows. */
static enum error take_block(struct rom *rom, uint32_t multiple, uint32_t *data, uint32_t *size)
{
    *data = ROM_MESSAGE + REQUEST_BODY + BODY_DATA;
    *size = body(rom, 0);
    if (length(rom) > BLOCK_SIZE_MAX + BODY_DATA || body(rom, 1) != rom->transfer.next ||
        *size > rom->transfer.block_size || *size % multiple)
        return BAD_REQUEST;
    rom->transfer.next++;
    if (checksum(rom, *data, *size) != rom_load8(rom, ROM_MESSAGE + REQUEST_CHECKSUM))
        return BAD_CHECKSUM;
    return SUCCESS;
}

static void count_block(struct rom *rom, uint32_t size)
{
    rom->transfer.written += size;
    rom->transfer.address += size;
}

static enum error flash_data(struct rom *rom)
{
    uint32_t data, size;
    enum error error = take_block(rom, 4, &data, &size);

    if (error)
        return error;
    rom_flash_write(rom, rom->transfer.address, data, size);
    /* the ROM reads the data back to the place where it came from */
    rom_flash_read(rom, rom->transfer.address, data, size);
    if (checksum(rom, data, size) != rom_load8(rom, ROM_MESSAGE + REQUEST_CHECKSUM))
        return BAD_VERIFY;
    count_block(rom, size);
    return SUCCESS;
}

/* Leaves the loader even if the command fails, and ignores the flag in its body. */
static enum error flash_end(struct rom *rom)
{
    const struct rom_transfer *transfer = &rom->transfer;
    enum error error = FAILED;

    rom->transfer.finished = true;
    if (transfer->blocks == transfer->next && transfer->total == transfer->written) {
        rom_flash_lock(rom);
        error = SUCCESS;
    }
    rom_store32(rom, ROM_USER_START, 0);
    return error;
}

static enum error mem_data(struct rom *rom)
{
    uint32_t data, size;
    enum error error = take_block(rom, 1, &data, &size);

    if (error)
        return error;
    rom_copy(rom, rom->transfer.address, data, size);
    count_block(rom, size);
    return SUCCESS;
}

static enum error mem_end(struct rom *rom)
{
    if (length(rom) > MEM_END_LENGTH)
        return BAD_REQUEST;
    rom->transfer.finished = rom_load8(rom, ROM_MESSAGE + REQUEST_BODY) == 0;
    rom_store32(rom, ROM_USER_START, body(rom, 1));
    return SUCCESS;
}

static enum error sync(struct rom *rom)
{
    rom_store32(rom, ROM_REPLY + REPLY_VALUE, body(rom, 0));
    return SUCCESS;
}

/* Any number of entries: address, value, mask, delay (microseconds, 16 bit). */
static enum error write_reg(struct rom *rom)
{
    uint32_t entries = length(rom) / 16;

    for (uint32_t i = 0; i < entries; i++) {
        uint32_t address = body(rom, 4 * i), mask = body(rom, 4 * i + 2), old;

        rom_delay_us(rom, body(rom, 4 * i + 3) & 0xffff);
        old = rom_load32(rom, address);
        rom_store32(rom, address, (old & ~mask) | (body(rom, 4 * i + 1) & mask));
    }
    return SUCCESS;
}

static enum error read_reg(struct rom *rom)
{
    rom_store32(rom, ROM_REPLY + REPLY_VALUE, rom_load32(rom, body(rom, 0)));
    return SUCCESS;
}

static enum error set_params(struct rom *rom)
{
    uint32_t params[6];

    if (length(rom) != SET_PARAMS_LENGTH)
        return BAD_REQUEST;
    for (uint32_t i = 0; i < 6; i++)
        params[i] = body(rom, i);
    rom_flash_set_chip(rom, params);
    return SUCCESS;
}

static enum error (*const commands[])(struct rom *rom) = {
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
};

/* True for commands that clear the error number when they succeed.  The others leave the
 * last error's number in the reply. */
static bool clears_error(uint8_t op)
{
    return op == SYNC || op == WRITE_REG || op == READ_REG;
}

static void execute(struct rom *rom)
{
    uint8_t op = rom_load8(rom, ROM_MESSAGE + REQUEST_OP);
    enum error error = BAD_REQUEST;

    if (!rom_load8(rom, ROM_MESSAGE + REQUEST_DIRECTION) && op >= FLASH_BEGIN &&
        op <= SPI_SET_PARAMS) {
        error = commands[op](rom);
        rom_store(rom, ROM_REPLY + REPLY_OP, 1, op);
        if (error || clears_error(op))
            rom_store(rom, ROM_REPLY + REPLY_ERROR, 1, error);
    } else {
        rom_store(rom, ROM_REPLY + REPLY_ERROR, 1, error);
    }
    rom_store(rom, ROM_REPLY + REPLY_FAILED, 1, error != SUCCESS);
}

static void answer(struct rom *rom)
{
    bool sync_reply = rom_load8(rom, ROM_REPLY + REPLY_OP) == SYNC;

    for (int i = sync_reply ? SYNC_REPLIES : 1; i > 0; i--)
        rom_send_frame(rom, ROM_REPLY, REPLY_SIZE);
}

void rom_loader_run(struct rom *rom)
{
    rom->transfer = (struct rom_transfer){.next = NO_BLOCK};
    rom_store(rom, ROM_REPLY + REPLY_DIRECTION, 1, 1);
    rom_store(rom, ROM_REPLY + REPLY_LENGTH, 2, 2);
    rom_interrupts_on(rom, UART_INTERRUPT);
    while (!rom->transfer.finished) {
        rom_receive_frame(rom, ROM_MESSAGE, ROM_MESSAGE_SIZE);
        execute(rom);
        answer(rom);
    }
    rom_interrupts_off(rom, UART_INTERRUPT);
}

/* A program calls this to give the line back to the loader.  Arguments: the address for a
 * frame, its size, the address for the next program's entry. */
uint32_t rom_uart_dwn_ld_proc(struct rom *rom, const uint32_t *arg)
{
    bool in_program = rom->in_program;

    if (arg[0] != ROM_MESSAGE || arg[1] != ROM_MESSAGE_SIZE || arg[2] != ROM_USER_START)
        rom_set_trouble(rom, "UartDwnLdProc with other memory than main()'s is not simulated");
    rom->in_program = false;
    rom_loader_run(rom);
    rom->in_program = in_program;
    return 0;
}
