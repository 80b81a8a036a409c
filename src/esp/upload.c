/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting a program into the chip's RAM by the ROM's loader, over a line that may
 * damage it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each block is a transfer of its own, MEM_BEGIN and one MEM_DATA: it can be sent
 * again whatever became of it, because it says itself where it goes.
 */
#include <string.h>

#include "bytes.h"
#include "loader.h"
#include "transport.h"

enum {
    BLOCK = 0x800, /* short enough to get through: each costs one round trip more */
    BLOCK_HEADER = 16, /* of MEM_DATA and FLASH_DATA */
    TRIES = 8,
    QUIET_MS = 30,
    DRAIN_MS = 300,
};

static int mem_begin(struct esp_link *link, size_t size, uint32_t address)
{
    uint8_t data[16];

    esp_put32(data, (uint32_t)size);
    esp_put32(data + 4, 1);
    esp_put32(data + 8, ESP_ROM_BLOCK_MAX);
    esp_put32(data + 12, address);
    return esp_command(link, ESP_OP_MEM_BEGIN, 0, data, sizeof(data), NULL,
                       esp_link_patience_ms(link));
}

int esp_send_block(struct esp_link *link, enum esp_op op, uint32_t sequence,
                   const uint8_t *block, size_t size)
{
    uint8_t data[BLOCK_HEADER + ESP_ROM_BLOCK_MAX] = {0};
    size_t padded = (size + 3) & ~(size_t)3; /* IRAM takes words */
    uint32_t sum = ESP_CHECKSUM_SEED;
    int wire_ms = 0;

    if (size > ESP_ROM_BLOCK_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "a block of %zu bytes is too long", size);
    esp_put32(data, (uint32_t)padded);
    esp_put32(data + 4, sequence);
    memcpy(data + BLOCK_HEADER, block, size);
    for (size_t i = 0; i < padded; i++)
        sum ^= data[BLOCK_HEADER + i];
    if (link->transport->baud)
        wire_ms = (int)(2 * padded * 10000 / link->transport->baud);
    return esp_command(link, op, sum, data, BLOCK_HEADER + padded, NULL,
                       wire_ms + esp_link_patience_ms(link));
}

static int load_block(struct esp_link *link, const uint8_t *block, size_t size, uint32_t address)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && (err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS); i++) {
        err = i ? esp_link_drain(link, QUIET_MS, DRAIN_MS) : 0;
        if (!err)
            err = mem_begin(link, (size + 3) & ~(size_t)3, address);
        if (!err)
            err = esp_send_block(link, ESP_OP_MEM_DATA, 0, block, size);
    }
    return err;
}

int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address, uint32_t entry)
{
    uint8_t data[8];
    int err = 0;

    /* Each block is awaited: the ROM's receive ring holds 256 bytes while it
     * is busy, and has no overflow check. */
    for (size_t at = 0; at < size && !err; at += BLOCK) {
        size_t left = size - at;

        err = load_block(link, program + at, left < BLOCK ? left : BLOCK,
                         address + (uint32_t)at);
    }
    if (err)
        return err;
    esp_put32(data, 0); /* 0: jump to the entry */
    esp_put32(data + 4, entry);
    return esp_link_send(link, ESP_OP_MEM_END, 0, data, sizeof(data));
}
