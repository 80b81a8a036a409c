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
    BLOCK = 0x800, /* each costs a round trip */
    BLOCK_MIN = 0x100, /* on a line that damages the longer ones */
    BLOCK_HEADER = 16, /* of MEM_DATA */
    WRITE_MS = 2000, /* beyond the time on the wire */
    TRIES = 8,
    SILENCE_MS = 1500, /* then there is no loader */
    QUIET_MS = 30,
    DRAIN_MS = 300,
};

static void put_begin(struct esp_slip_writer *w, size_t size, uint32_t address)
{
    uint8_t data[16];

    esp_put32(data, (uint32_t)size);
    esp_put32(data + 4, 1);
    esp_put32(data + 8, ESP_ROM_BLOCK_MAX);
    esp_put32(data + 12, address);
    esp_put_request(w, ESP_OP_MEM_BEGIN, sizeof(data), 0, data, sizeof(data));
}

/* size is a multiple of 4. */
static void put_data(struct esp_slip_writer *w, const uint8_t *block, size_t size)
{
    uint8_t data[BLOCK_HEADER + BLOCK] = {0};
    uint32_t sum = ESP_CHECKSUM_SEED;

    esp_put32(data, (uint32_t)size);
    memcpy(data + BLOCK_HEADER, block, size);
    for (size_t i = 0; i < size; i++)
        sum ^= block[i];
    esp_put_request(w, ESP_OP_MEM_DATA, (uint16_t)(BLOCK_HEADER + size), sum, data,
                    BLOCK_HEADER + size);
}

/* Both requests at once: where the first was lost the ROM refuses the second, whose
 * number it has had already. */
static int try_block(struct esp_link *link, const uint8_t *block, size_t size, uint32_t address)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + 16) +
                 ESP_SLIP_ROOM(ESP_HEADER_SIZE + BLOCK_HEADER + BLOCK)];
    uint8_t padded[BLOCK] = {0}; /* IRAM takes words */
    size_t padded_size = (size + 3) & ~(size_t)3;
    struct esp_slip_writer w;
    struct esp_answer ignored;
    int wire_ms = 0, err;

    memcpy(padded, block, size);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    put_begin(&w, padded_size, address);
    put_data(&w, padded, padded_size);
    if (link->transport->baud)
        wire_ms = (int)(w.used * 10000 / link->transport->baud);
    err = esp_transport_write(link->transport, wire, w.used, WRITE_MS + wire_ms);
    if (!err)
        err = esp_link_await(link, ESP_OP_MEM_BEGIN, &ignored, esp_link_patience_ms(link));
    if (!err)
        err = esp_link_await(link, ESP_OP_MEM_DATA, &ignored,
                             wire_ms + esp_link_patience_ms(link));
    return err;
}

static bool may_go_on(const struct esp_link *link, int err)
{
    return !err || ((err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS) &&
                    !esp_link_silent(link, SILENCE_MS));
}

/* Each block is awaited: the ROM's receive ring holds 256 bytes while it is busy,
 * and has no overflow check. */
static int load_blocks(struct esp_link *link, const uint8_t *program, size_t size,
                       uint32_t address)
{
    size_t block = BLOCK, at = 0;
    int err = 0;

    for (int failures = 0; at < size && failures <= TRIES && may_go_on(link, err);) {
        size_t n = size - at < block ? size - at : block;

        err = failures ? esp_link_drain(link, QUIET_MS, DRAIN_MS) : 0;
        if (!err)
            err = try_block(link, program + at, n, address + (uint32_t)at);
        if (!err) {
            at += n;
            failures = 0;
        } else {
            failures++;
            link->resent++;
            if (block > BLOCK_MIN)
                block /= 2;
        }
    }
    return err;
}

int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address, uint32_t entry)
{
    uint8_t data[8];
    int err = load_blocks(link, program, size, address);

    if (err)
        return err;
    esp_put32(data, 0); /* 0: jump to the entry */
    esp_put32(data + 4, entry);
    return esp_link_send(link, ESP_OP_MEM_END, 0, data, sizeof(data));
}
