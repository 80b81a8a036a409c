/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device program that speaks the protocol of Espressif's stub: programming the flash with a
 * compressed stream.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The inflater pulls its input: when a block is used up, it is answered, and the next one is
 * received.  So a block is answered before the sector is programmed that its last bytes are
 * in.
 */
#include "espstub.h"

#include "esp/wire/protocol.h"

enum { BLOCK_HEADER = 16, BAD_LENGTH = 0xc0, BAD_CHECK = 0xc1, BAD_STREAM = 0xc5, FAILED = 0xc6 };

static struct request *now;      /* the block, or the request that ends the stream */
static uint32_t at, size;        /* in the block's contents, in bytes */
static uint32_t address, left;   /* of what is still to be programmed */
static uint32_t held;            /* bytes in the sector that is collected */
static uint8_t sector[SECTOR] __attribute__((aligned(4)));
static uint8_t status;

static uint8_t judge(const struct request *r)
{
    uint8_t sum = ESP_CHECKSUM_SEED;

    if (r->length < BLOCK_HEADER || r->length > FRAME_MAX ||
        word(r->data, 0) != r->length - BLOCK_HEADER)
        return BAD_LENGTH;
    for (uint32_t i = BLOCK_HEADER; i < r->length; i++)
        sum ^= r->data[i];
    return sum == r->check ? 0 : BAD_CHECK;
}

/* Receives the next block; false if another request came. */
static bool next_block(void)
{
    uint8_t wrong;

    if (size)
        answer(now->op, 0, 0, 0, status);
    size = at = 0;
    for (;;) {
        next_request(now);
        if (now->op != ESP_OP_FLASH_DEFL_DATA)
            return false;
        wrong = judge(now);
        if (!wrong)
            break;
        answer(now->op, 0, 0, 0, wrong);
    }
    size = now->length - BLOCK_HEADER;
    return size > 0;
}

static int next_byte(void)
{
    if (at == size && !next_block())
        return -1;
    return now->data[BLOCK_HEADER + at++];
}

static void flush(void)
{
    for (uint32_t i = held; i < SECTOR; i++)
        sector[i] = 0xff;
    if (SPIUnlock() != 0 || SPIEraseSector(address / SECTOR) != 0 ||
        SPIWrite(address, (const uint32_t *)(const void *)sector, SECTOR) != 0)
        status = FAILED;
    address += SECTOR;
    held = 0;
}

static void take_byte(uint8_t byte)
{
    if (left == 0) {
        status = BAD_STREAM;
        return;
    }
    sector[held++] = byte;
    left--;
    if (held == SECTOR)
        flush();
}

uint8_t program_status(void)
{
    return status ? status : left ? BAD_LENGTH : 0;
}

void program(struct request *request)
{
    bool good = request->length == 16 && word(request->data, 3) % SECTOR == 0;

    now = request;
    size = at = held = 0;
    left = good ? word(request->data, 0) : 0;
    address = good ? word(request->data, 3) : 0;
    status = good ? 0 : BAD_LENGTH;
    answer(request->op, 0, 0, 0, status);
    request->op = 0;
    if (!good)
        return;
    if (!inflate_stream(next_byte, take_byte))
        status = BAD_STREAM;
    if (held)
        flush();
    if (size) {
        answer(ESP_OP_FLASH_DEFL_DATA, 0, 0, 0, status);
        request->op = 0;
    }
}
