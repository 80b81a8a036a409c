/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROM's loader and of our stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "loader.h"

#include <string.h>

#include "bytes.h"
#include "clock.h"
#include "transport.h"

enum {
    TRIES = 3,         /* of a command that may be repeated */
    SYNC_ANSWERS = 8,  /* to each SYNC: ROM and stub */
    SYNC_GAP_MS = 100, /* between two of them at most */
    BLOCK_HEADER = 16, /* of MEM_DATA */
};

int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms)
{
    uint8_t data[ESP_SYNC_SIZE];
    struct esp_answer answer;
    int err;

    memset(data, ESP_SYNC_FILL, sizeof(data));
    esp_put32(data, ESP_SYNC_WORD);
    err = esp_command(link, ESP_OP_SYNC, 0, data, sizeof(data), &answer, timeout_ms);
    if (!err)
        *value = answer.value;
    return err;
}

int esp_sync_settle(struct esp_link *link)
{
    struct esp_answer answer;
    int err = 0;

    /* An earlier SYNC may have been answered late: twice as many. */
    for (int i = 0; i < 2 * SYNC_ANSWERS && !err; i++)
        err = esp_link_await(link, ESP_OP_SYNC, &answer,
                             link->transport->remote ? 2 * SYNC_GAP_MS : SYNC_GAP_MS);
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS ? 0 : err;
}

/* A command that does no harm when it is carried out twice. */
static int repeat(struct esp_link *link, enum esp_op op, const void *data, size_t size,
                  struct esp_answer *answer)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && (err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS); i++)
        err = esp_command(link, op, 0, data, size, answer, esp_link_patience_ms(link));
    return err;
}

int esp_read_reg(struct esp_link *link, uint32_t address, uint32_t *value)
{
    struct esp_answer answer;
    uint8_t data[4];
    int err;

    if (address == 0) /* the ROM hangs on it */
        return esp_fail(link->fault, ESP_ERR_ARG, "register address 0");
    esp_put32(data, address);
    err = repeat(link, ESP_OP_READ_REG, data, sizeof(data), &answer);
    if (!err)
        *value = answer.value;
    return err;
}

int esp_read_reg_sure(struct esp_link *link, uint32_t address, uint32_t *value)
{
    uint32_t before;
    int err = esp_read_reg(link, address, value);

    for (int i = 0; i < TRIES && !err; i++) {
        before = *value;
        err = esp_read_reg(link, address, value);
        if (!err && *value == before)
            return 0;
    }
    if (err)
        return err;
    return esp_fail(link->fault, ESP_ERR_PROTOCOL, "register 0x%08x reads differently each time",
                    (unsigned)address);
}

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask)
{
    struct esp_answer answer;
    uint8_t data[16];

    esp_put32(data, address);
    esp_put32(data + 4, value);
    esp_put32(data + 8, mask);
    esp_put32(data + 12, 0); /* microseconds to wait */
    return repeat(link, ESP_OP_WRITE_REG, data, sizeof(data), &answer);
}

static int mem_begin(struct esp_link *link, size_t size, size_t blocks, uint32_t address)
{
    uint8_t data[16];

    esp_put32(data, (uint32_t)size);
    esp_put32(data + 4, (uint32_t)blocks);
    esp_put32(data + 8, ESP_ROM_BLOCK_MAX);
    esp_put32(data + 12, address);
    return esp_command(link, ESP_OP_MEM_BEGIN, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link));
}

static int mem_data(struct esp_link *link, uint32_t sequence, const uint8_t *block, size_t size)
{
    uint8_t data[BLOCK_HEADER + ESP_ROM_BLOCK_MAX] = {0};
    size_t padded = (size + 3) & ~(size_t)3; /* IRAM takes words */
    uint32_t sum = ESP_CHECKSUM_SEED;
    int wire_ms = 0;

    esp_put32(data, (uint32_t)padded);
    esp_put32(data + 4, sequence);
    memcpy(data + BLOCK_HEADER, block, size);
    for (size_t i = 0; i < padded; i++)
        sum ^= data[BLOCK_HEADER + i];
    if (link->transport->baud)
        wire_ms = (int)(2 * padded * 10000 / link->transport->baud);
    return esp_command(link, ESP_OP_MEM_DATA, sum, data, BLOCK_HEADER + padded, NULL,
                       wire_ms + esp_link_patience_ms(link));
}

int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address, uint32_t entry)
{
    size_t blocks = (size + ESP_ROM_BLOCK_MAX - 1) / ESP_ROM_BLOCK_MAX;
    uint8_t data[8];
    int err = mem_begin(link, (size + 3) & ~(size_t)3, blocks, address);

    /* Each block is awaited: the ROM's receive ring holds 256 bytes while it
     * is busy, and has no overflow check. */
    for (size_t i = 0; i < blocks && !err; i++) {
        size_t at = i * ESP_ROM_BLOCK_MAX;
        size_t left = size - at;

        err = mem_data(link, (uint32_t)i, program + at,
                       left < ESP_ROM_BLOCK_MAX ? left : ESP_ROM_BLOCK_MAX);
    }
    if (err)
        return err;
    esp_put32(data, 0); /* 0: jump to the entry */
    esp_put32(data + 4, entry);
    return esp_link_send(link, ESP_OP_MEM_END, 0, data, sizeof(data));
}

int esp_await_greeting(struct esp_link *link, int timeout_ms)
{
    static const char greeting[] = ESP_STUB_GREETING;
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        const uint8_t *frame;
        size_t size;
        int err = esp_link_frame(link, &frame, &size, esp_clock_left(deadline));

        if (err)
            return err;
        if (size == sizeof(greeting) - 1 && memcmp(frame, greeting, size) == 0)
            return 0;
    }
}

int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms)
{
    struct esp_answer answer;
    int err = esp_stub_command(link, ESP_OP_STUB_INFO, NULL, 0, &answer, timeout_ms);

    if (err)
        return err;
    if (answer.size != sizeof(*info) + ESP_STATUS_SIZE)
        return esp_fail(link->fault, ESP_ERR_STUB, "the stub's answer has a wrong length");
    info->magic = esp_get32(answer.data);
    info->version = esp_get32(answer.data + 4);
    info->options = esp_get32(answer.data + 8);
    info->jedec_id = esp_get32(answer.data + 12);
    info->lost = esp_get32(answer.data + 16);
    if (info->magic != ESP_STUB_MAGIC || info->version != ESP_STUB_VERSION)
        return esp_fail(link->fault, ESP_ERR_STUB, "the stub on the chip is of another version");
    return 0;
}

int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud)
{
    struct esp_answer answer;
    uint8_t data[8];

    esp_put32(data, baud);
    esp_put32(data + 4, old_baud);
    return esp_stub_command(link, ESP_OP_CHANGE_BAUDRATE, data, sizeof(data), &answer,
                            ESP_RATE_TRIAL_MS * 2 / 5);
}
