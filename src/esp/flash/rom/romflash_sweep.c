/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One reading of some chunks of flash by the boot ROM: the requests, and which
 * answer is which.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The answers do not tell which register they are of: each chunk must get the
 * answer to its WRITE_REG first and then those to 16 READ_REGs, and none but
 * these.
 */
#include "esp/flash/rom/romflash_sweep.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/rom/loader.h"

enum {
    WORDS = ESP_ROMFLASH_CHUNK / 4,
    REQUESTS = 1 + WORDS, /* for a chunk: a WRITE_REG, READ_REGs */
    WRITE_WIRE = 48,      /* bytes, with two that must be escaped */
    READ_WIRE = 13,
    CHUNK_WIRE = WRITE_WIRE + WORDS * READ_WIRE,
    BURST = 4 * READ_WIRE, /* to be sent at a time, so that not each goes alone */

    /* Bytes that wait for an answer.  The ROM's receive ring has 256 bytes and no
     * overflow check.  But an answer is as a rule shorter than its request, and
     * is sent while the next ones come in: much more is observed to do no harm
     * up to 921600 baud, until contents come that must be escaped. */
    NARROW = 240,
    WIDE = 3 * CHUNK_WIRE,

    ANSWER_MS = 250, /* beyond the time on the wire */
    ANSWER_REMOTE_MS = 1500,
};
#define CMD_USR 0x00040000u
_Static_assert((int)CHUNK_WIRE == (int)ESP_SWEEP_CHUNK_WIRE, "the estimate counts right");

/* Fast read wants the address highest byte first and a byte of nothing. */
static uint32_t output_of(uint32_t address)
{
    return (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;
}

/* A second END on each side: neither does harm, and one may be lost. */
static void put(struct esp_slip_writer *w, enum esp_op op, const void *data, uint16_t size)
{
    esp_slip_begin(w);
    esp_put_request(w, op, size, 0, data, size);
    esp_slip_end(w);
}

/* A word of what the controller read.  Only the first byte of its address: the
 * ROM keeps what a shorter request does not overwrite, and there the WRITE_REG
 * before left the address of W0.  So a request that loses a byte reads a register
 * that was meant before; whole addresses, less a byte, would be such that the ROM
 * hangs.  Nor is the length 4 of a whole address, which where the byte before is
 * lost becomes the command FLASH_END. */
static void put_read(struct esp_slip_writer *w, unsigned word)
{
    uint8_t low = (uint8_t)(ESP_SPI0_W0 + 4 * word);

    put(w, ESP_OP_READ_REG, &low, 1);
}

/* Lets the controller read a chunk.  The mask of a command is that command: a
 * flipped bit of the value starts no other. */
static void put_write(struct esp_slip_writer *w, uint32_t address)
{
    uint8_t writes[32] = {0};

    esp_put32(writes, ESP_SPI0_W0);
    esp_put32(writes + 4, output_of(address));
    esp_put32(writes + 8, 0xffffffff);
    esp_put32(writes + 16, ESP_SPI0_CMD);
    esp_put32(writes + 20, CMD_USR);
    esp_put32(writes + 24, CMD_USR);
    put(w, ESP_OP_WRITE_REG, writes, sizeof(writes));
}

/* Of the first so many requests of a sweep. */
static unsigned wire_bytes(unsigned requests)
{
    unsigned part = requests % REQUESTS;

    return requests / REQUESTS * CHUNK_WIRE +
           (part ? WRITE_WIRE + (part - 1) * READ_WIRE : 0);
}

/* Sends as many requests as may wait for an answer. */
static int ask(struct esp_sweep *sweep)
{
    unsigned limit = wire_bytes(sweep->answered) + (sweep->wide ? WIDE : NARROW);
    uint8_t wire[WIDE + 2 * WRITE_WIRE];
    struct esp_slip_writer w;

    if (sweep->asked > sweep->answered && limit - wire_bytes(sweep->asked) < BURST)
        return 0;
    esp_slip_writer_init(&w, wire, sizeof(wire));
    while (sweep->asked < sweep->count * REQUESTS && wire_bytes(sweep->asked + 1) <= limit) {
        if (sweep->asked % REQUESTS == 0)
            put_write(&w, sweep->address[sweep->asked / REQUESTS]);
        else
            put_read(&w, sweep->asked % REQUESTS - 1);
        sweep->asked++;
    }
    if (w.used == 0)
        return 0;
    sweep->s->link.asked[ESP_OP_WRITE_REG] = sweep->s->link.asked[ESP_OP_READ_REG] = true;
    return esp_transport_write(sweep->s->transport, wire, w.used,
                               4 * esp_link_patience_ms(&sweep->s->link));
}

/* For all requests and answers under way. */
static int patience_ms(const struct esp_sweep *sweep)
{
    const struct esp_transport *t = sweep->s->transport;

    return (int)esp_transport_wire_ms(t, 2 * WIDE) +
           esp_transport_patience_ms(t, ANSWER_MS, ANSWER_REMOTE_MS);
}

/* One answer, if it is to op and a success. */
static int take_one(struct esp_sweep *sweep, enum esp_op op, uint32_t *value)
{
    struct esp_link *link = &sweep->s->link;
    uint64_t damaged = link->damaged + link->foreign;
    struct esp_answer answer;
    int err = esp_link_receive(link, &answer, patience_ms(sweep));

    if (err == ESP_ERR_TIMEOUT)
        return ESP_SWEEP_ODD;
    if (err)
        return err;
    if (link->damaged + link->foreign != damaged || answer.op != op || answer.size != 0 ||
        !esp_answer_good(&answer))
        return ESP_SWEEP_ODD;
    *value = answer.value;
    return 0;
}

static int take(struct esp_sweep *sweep)
{
    unsigned part = sweep->answered % REQUESTS;
    uint32_t value;
    int err = take_one(sweep, part ? ESP_OP_READ_REG : ESP_OP_WRITE_REG, &value);

    if (err)
        return err;
    if (part)
        esp_put32(sweep->contents[sweep->answered / REQUESTS] + 4 * (part - 1), value);
    sweep->answered++;
    return 0;
}

int esp_sweep_fetch(struct esp_sweep *sweep)
{
    uint64_t deadline = esp_clock_after(sweep->limit_ms);
    int err = 0;

    while (sweep->answered < sweep->count * REQUESTS && !err) {
        if (sweep->limit_ms && sweep->asked && esp_clock_left(deadline) == 0)
            sweep->count = (sweep->asked + REQUESTS - 1) / REQUESTS;
        err = ask(sweep);
        if (!err)
            err = take(sweep);
    }
    return err;
}

unsigned esp_sweep_taken(const struct esp_sweep *sweep)
{
    return sweep->answered / REQUESTS;
}
