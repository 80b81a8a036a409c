/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Loading a program into the chip's RAM with the ROM's loader, over a line that may damage
 * it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * After a block that failed, a new MEM_BEGIN says where the next block goes, whether the
 * ROM took the failed block or not.
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/line/transport.h"
#include "esp/rom/loader.h"

enum {
    BLOCK = 0x1000, /* bytes; each block costs a round trip */
    BLOCK_MIN = 0x100, /* on a line that damages longer blocks */
    BLOCK_HEADER = 16, /* of MEM_DATA */
    WRITE_MS = 2000, /* added to the time on the wire */
    TRIES = 8,
    SILENCE_MS = 1500, /* after this silence the loader is gone */
    QUIET_MS = 30,
    DRAIN_MS = 300,
};

/* A program that is being loaded.  The blocks after a MEM_BEGIN go to the address that the
 * MEM_BEGIN names, in order. */
struct load {
    struct esp_link *link;
    const uint8_t *program;
    size_t size, at;   /* bytes */
    uint32_t address;  /* of the program's first byte */
    bool begun;        /* the ROM knows from a MEM_BEGIN where block number next goes */
    uint32_t next;
};

static size_t padded(size_t size)
{
    return (size + 3) & ~(size_t)3; /* instruction RAM takes words */
}

static void put_begin(struct esp_slip_writer *w, const struct load *load, size_t block)
{
    uint8_t data[16];
    size_t left = padded(load->size - load->at);

    esp_put32(data, (uint32_t)left);
    esp_put32(data + 4, (uint32_t)((left + block - 1) / block));
    esp_put32(data + 8, (uint32_t)block);
    esp_put32(data + 12, load->address + (uint32_t)load->at);
    esp_put_request(w, ESP_OP_MEM_BEGIN, sizeof(data), 0, data, sizeof(data));
}

static void put_data(struct esp_slip_writer *w, const struct load *load, size_t size)
{
    uint8_t data[BLOCK_HEADER + BLOCK] = {0};
    uint32_t sum = ESP_CHECKSUM_SEED;

    esp_put32(data, (uint32_t)padded(size));
    esp_put32(data + 4, load->next);
    memcpy(data + BLOCK_HEADER, load->program + load->at, size);
    for (size_t i = 0; i < size; i++)
        sum ^= data[BLOCK_HEADER + i];
    esp_put_request(w, ESP_OP_MEM_DATA, (uint16_t)(BLOCK_HEADER + padded(size)), sum, data,
                    BLOCK_HEADER + padded(size));
}

/* Sends the next block, of at most "block" bytes.  At the beginning and after a failure, a
 * MEM_BEGIN goes before the block without waiting for its answer: if the line loses the
 * MEM_BEGIN, the ROM refuses the block, because it has had a block of that number already.
 * MEM_BEGIN has no check sum, so it is sent only when it is needed. */
static int send_block(struct load *load, size_t block)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + 16) +
                 ESP_SLIP_ROOM(ESP_HEADER_SIZE + BLOCK_HEADER + BLOCK)];
    size_t left = load->size - load->at, size = left < block ? left : block;
    struct esp_link *link = load->link;
    struct esp_slip_writer w;
    struct esp_answer ignored;
    int wire_ms, err;

    if (!load->begun)
        load->next = 0;
    esp_slip_writer_init(&w, wire, sizeof(wire));
    if (!load->begun)
        put_begin(&w, load, block);
    put_data(&w, load, size);
    wire_ms = (int)esp_transport_wire_ms(link->transport, w.used);
    err = esp_transport_write(link->transport, wire, w.used, WRITE_MS + wire_ms);
    if (!err && !load->begun)
        err = esp_link_await(link, ESP_OP_MEM_BEGIN, &ignored, esp_link_patience_ms(link));
    if (!err)
        err = esp_link_await(link, ESP_OP_MEM_DATA, &ignored,
                             wire_ms + esp_link_patience_ms(link));
    load->begun = !err;
    load->next++;
    if (err)
        return err;
    load->at += size;
    if (load->at > link->loaded) {
        link->loaded = load->at;
        esp_link_achieved(link);
    }
    return 0;
}

static int quiet(struct esp_link *link)
{
    return esp_link_drain(link, esp_transport_patience_ms(link->transport, QUIET_MS, QUIET_MS),
                          esp_transport_patience_ms(link->transport, DRAIN_MS, DRAIN_MS));
}

static bool may_go_on(const struct esp_link *link, int err)
{
    return !err || ((err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS) &&
                    !esp_link_silent(link, (uint64_t)esp_transport_patience_ms(
                                               link->transport, SILENCE_MS, SILENCE_MS)));
}

/* Waits for the answer to each block: while the ROM is busy, its receive ring holds only
 * 256 bytes and does not check for overflow. */
static int load_blocks(struct load *load)
{
    size_t most = load->link->transport->block_max;
    size_t block = most && most < BLOCK ? most : BLOCK;
    int err = 0;

    for (int failures = 0;
         load->at < load->size && failures <= TRIES && may_go_on(load->link, err);) {
        err = failures ? quiet(load->link) : 0;
        if (!err)
            err = send_block(load, block);
        load->link->mended += !err && failures;
        failures = err ? failures + 1 : 0;
        load->link->resent += err != 0;
        if (err && block > BLOCK_MIN)
            block /= 2;
    }
    return err;
}

int esp_load_program(struct esp_link *link, const uint8_t *program, size_t size,
                     uint32_t address)
{
    struct load load = {.link = link, .program = program, .size = size, .address = address};

    return load_blocks(&load);
}

void esp_put_check_sum(uint8_t *program, size_t size)
{
    uint32_t sum = 0;

    for (size_t i = ESP_STUB_CHECK_OFFSET + 4; i + 4 <= size; i += 4)
        sum = (sum << ESP_STUB_CHECK_TURN | sum >> (32 - ESP_STUB_CHECK_TURN)) +
              esp_get32(program + i);
    esp_put32(program + ESP_STUB_CHECK_OFFSET, sum);
}

int esp_start_program(struct esp_link *link, uint32_t entry)
{
    uint8_t data[8] = {0}; /* the flag (0: jump to the entry), then the entry */

    esp_put32(data + 4, entry);
    return esp_link_send(link, ESP_OP_MEM_END, 0, data, sizeof(data));
}
