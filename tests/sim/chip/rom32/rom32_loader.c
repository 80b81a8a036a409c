/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The download mode of the boot ROM: its commands.
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

#include "sim/chip/rom32/rom32_loader.h"

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
    GET_SECURITY_INFO = 0x14,
    OPS = 0x15,
};

enum {
    SET_PARAMS_LENGTH = 24,
    MEM_END_LENGTH = 8,
    SLOW_READ_MAX = 64,
    MD5_TEXT = 32,
    MD5_CHUNK = 1024,
    MD5_CYCLES = 21, /* for a byte, as measured */
    STATUS_SIZE = 4,
    HEADER_SIZE = 8,
    REPEATED_REPLIES = 8,
};

uint32_t rom32_body(struct rom32 *rom, uint32_t word)
{
    return rom32_load(rom, rom->facts->packet + REQUEST_BODY + 4 * word);
}

uint32_t rom32_length(struct rom32 *rom)
{
    return rom32_load(rom, rom->facts->packet) >> 16;
}

/* Leaves the loader even if the transfer is not complete, which is an error.  After a complete
 * transfer, the flag 0 resets the chip. */
static enum error flash_end(struct rom32 *rom)
{
    const struct rom32_transfer *transfer = &rom->transfer;
    bool complete = transfer->next == transfer->blocks;

    rom->finished = true;
    rom->entry = 0;
    rom->reboot = complete && rom32_body(rom, 0) == 0;
    return complete ? SUCCESS : FAILED;
}

static enum error mem_end(struct rom32 *rom)
{
    if (rom32_length(rom) > MEM_END_LENGTH)
        return BAD_REQUEST;
    if (rom32_body(rom, 0) == 0) {
        rom->finished = true;
        rom->entry = rom32_body(rom, 1);
    }
    return SUCCESS;
}

static enum error sync(struct rom32 *rom)
{
    rom->reply.value = rom32_body(rom, 0);
    return SUCCESS;
}

/* Any number of entries: address, value, mask, delay (microseconds). */
static enum error write_reg(struct rom32 *rom)
{
    uint32_t entries = rom32_length(rom) / 16;

    for (uint32_t i = 0; i < entries; i++) {
        uint32_t address = rom32_body(rom, 4 * i), mask = rom32_body(rom, 4 * i + 2);

        rom32_delay_us(rom, rom32_body(rom, 4 * i + 3));
        rom32_store(rom, address,
                    (rom32_load(rom, address) & ~mask) | (rom32_body(rom, 4 * i + 1) & mask));
    }
    return SUCCESS;
}

/* The rest of a short address is left from the request before. */
static enum error read_reg(struct rom32 *rom)
{
    rom->reply.value = rom32_load(rom, rom32_body(rom, 0));
    return SUCCESS;
}

static enum error set_params(struct rom32 *rom)
{
    if (rom32_length(rom) != SET_PARAMS_LENGTH)
        return BAD_REQUEST;
    for (uint32_t i = 0; i < FLASH_CHIP_WORDS; i++)
        rom32_store(rom, rom->facts->flash_chip + 4 * i, rom32_body(rom, i));
    return SUCCESS;
}

static enum error attach(struct rom32 *rom)
{
    rom32_flash_attach(rom, rom32_body(rom, 0));
    return SUCCESS;
}

/* Always answers with 64 bytes, in which those that were not asked for are left from
 * before. */
static enum error read_slow(struct rom32 *rom)
{
    uint32_t size = rom32_body(rom, 1);

    if (size > SLOW_READ_MAX)
        return BAD_READ_LENGTH;
    if (!rom32_flash_read(rom, rom32_body(rom, 0), rom->reply.data, size))
        return BAD_READ;
    return SUCCESS;
}

static enum error change_baud(struct rom32 *rom)
{
    (void)rom; /* execute() does the work, after the answer */
    return SUCCESS;
}

static enum error md5(struct rom32 *rom)
{
    uint32_t address = rom32_body(rom, 0), size = rom32_body(rom, 1);
    uint8_t bytes[MD5_CHUNK], digest[MD5_TEXT / 2];
    EVP_MD_CTX *context;
    enum error error = SUCCESS;

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

static enum error security_info(struct rom32 *rom)
{
    rom->machine.security(rom->machine.chip, rom->reply.data);
    return SUCCESS;
}

static enum error (*const commands[OPS])(struct rom32 *rom) = {
    [FLASH_BEGIN] = rom32_flash_begin,
    [FLASH_DATA] = rom32_flash_data,
    [FLASH_END] = flash_end,
    [MEM_BEGIN] = rom32_mem_begin,
    [MEM_END] = mem_end,
    [MEM_DATA] = rom32_mem_data,
    [SYNC] = sync,
    [WRITE_REG] = write_reg,
    [READ_REG] = read_reg,
    [SPI_SET_PARAMS] = set_params,
    [SPI_ATTACH] = attach,
    [READ_FLASH_SLOW] = read_slow,
    [CHANGE_BAUDRATE] = change_baud,
    [FLASH_DEFL_BEGIN] = rom32_defl_begin,
    [FLASH_DEFL_DATA] = rom32_defl_data,
    [FLASH_DEFL_END] = flash_end,
    [SPI_FLASH_MD5] = md5,
    [GET_SECURITY_INFO] = security_info,
};

/* What a loader in Secure Download Mode does, as observed. */
static bool stays_allowed(uint8_t op)
{
    return op == FLASH_BEGIN || op == FLASH_DATA || op == FLASH_END || op == SYNC ||
           op == SPI_SET_PARAMS || op == SPI_ATTACH || op == CHANGE_BAUDRATE ||
           op == GET_SECURITY_INFO;
}

bool rom32_restricted(const struct rom32 *rom)
{
    return rom->machine.restricted && rom->machine.restricted(rom->machine.chip);
}

static bool is_known(struct rom32 *rom, uint8_t op)
{
    const struct rom32_machine *machine = &rom->machine;

    if (op >= OPS || !commands[op] || (op == GET_SECURITY_INFO && !machine->security))
        return false;
    return stays_allowed(op) || !rom32_restricted(rom);
}

/* Bytes of contents before the status, also when the command fails. */
static uint32_t contents(uint8_t op)
{
    switch (op) {
    case READ_FLASH_SLOW:
        return SLOW_READ_MAX;
    case SPI_FLASH_MD5:
        return MD5_TEXT;
    case GET_SECURITY_INFO:
        return ROM32_SECURITY_BYTES;
    default:
        return 0;
    }
}

/* True for commands that clear the error number when they succeed.  The others leave the
 * last error's number in the answer. */
static bool clears_error(uint8_t op)
{
    return op == SYNC || op == WRITE_REG || op == READ_REG || op == SPI_ATTACH ||
           op == READ_FLASH_SLOW || op == CHANGE_BAUDRATE || op == SPI_FLASH_MD5 ||
           op == GET_SECURITY_INFO;
}

/* The ROM repeats what looks like an answer to SYNC.  So an unknown command right after a
 * SYNC draws eight answers, too. */
static void answer(struct rom32 *rom, enum error error, uint32_t size)
{
    int times = rom->reply.op == SYNC ? REPEATED_REPLIES : 1;
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

void rom32_answer_early(struct rom32 *rom)
{
    rom->reply.op = rom32_load8(rom, rom->facts->packet + REQUEST_OP);
    rom->answered = true;
    answer(rom, SUCCESS, 0);
}

static void execute(struct rom32 *rom)
{
    uint8_t op = rom32_load8(rom, rom->facts->packet + REQUEST_OP);
    enum error error = BAD_REQUEST;
    bool known = is_known(rom, op) &&
                 !rom32_load8(rom, rom->facts->packet + REQUEST_DIRECTION);

    rom->answered = false;
    if (known)
        error = commands[op](rom);
    if (known)
        rom->reply.op = op;
    if (error || clears_error(op))
        rom->reply.error = (uint8_t)error;
    if (!rom->answered)
        answer(rom, error, known ? contents(op) : 0);
    if (known && op == CHANGE_BAUDRATE && !error) {
        rom32_line_flush(rom); /* the answer leaves at the old rate */
        rom32_set_baud(rom, rom32_body(rom, 0));
    }
}

void rom32_loader(struct rom32 *rom)
{
    rom->transfer = (struct rom32_transfer){.next = NO_BLOCK};
    rom->finished = rom->reboot = false;
    memset(&rom->reply, 0, sizeof rom->reply);
    while (!rom->finished) {
        rom32_receive_frame(rom);
        execute(rom);
    }
}
