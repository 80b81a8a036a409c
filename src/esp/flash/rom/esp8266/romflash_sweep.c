/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sweep: its requests, and matching the answers to the requests.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An answer does not tell which register it belongs to.  So each chunk must get the answer
 * to its WRITE_REG first, then the answers to its 16 READ_REGs, and no other answers.
 */
#include "esp/flash/rom/esp8266/romflash_sweep.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "esp/rom/loader.h"

enum {
    WORDS = ESP_ROMFLASH_CHUNK / 4,
    REQUESTS = 1 + WORDS, /* for a chunk: one WRITE_REG, then READ_REGs */
    WRITE_WIRE = 48,      /* bytes, if two of them must be escaped */
    READ_WIRE = 13,
    CHUNK_WIRE = WRITE_WIRE + WORDS * READ_WIRE,
    BURST = 4 * READ_WIRE, /* bytes to send at a time, at least */

    /* How many bytes of requests may wait for their answers.  The ROM's receive ring has
     * 256 bytes and no overflow check.  But an answer is usually shorter than its request,
     * and the ROM sends it while the next requests come in.  Up to 921600 baud, much more
     * than 256 bytes was seen to work, unless the contents must be escaped. */
    NARROW = 240,
    WIDE = 3 * CHUNK_WIRE,

    ANSWER_MS = 250, /* added to the time on the wire */
    ANSWER_REMOTE_MS = 1500,
};
#define CMD_USR 0x00040000u
_Static_assert((int)CHUNK_WIRE == (int)ESP_SWEEP_CHUNK_WIRE, "the estimate counts right");

/* Fast read takes the address with its highest byte first, and then a dummy byte. */
static uint32_t output_of(uint32_t address)
{
    return (address >> 16 & 0xff) | (address & 0xff00) | (address & 0xff) << 16;
}

/* Puts a second END on each side of the frame.  The additional END does no harm, and the
 * line may lose one of the two. */
static void put(struct esp_slip_writer *w, enum esp_op op, const void *data, uint16_t size)
{
    esp_slip_begin(w);
    esp_put_request(w, op, size, 0, data, size);
    esp_slip_end(w);
}

/* Asks for one word that the controller read.  The request holds only the first byte of the
 * register's address: a shorter request leaves the rest of the ROM's buffer as it was, and
 * the WRITE_REG before left the address of W0 there.  So if the line loses a byte, the ROM
 * still reads one of these registers.  A whole address that loses a byte makes the ROM
 * hang.  A whole address would also need the length 4: if the byte before the length is
 * lost, the ROM takes the 4 as the command FLASH_END. */
static void put_read(struct esp_slip_writer *w, unsigned word)
{
    uint8_t low = (uint8_t)(ESP_SPI0_W0 + 4 * word);

    put(w, ESP_OP_READ_REG, &low, 1);
}

/* Has the controller read a chunk.  Each command is its own mask, so that a flipped bit
 * does not start another command. */
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

/* Bytes on the wire of the first "requests" requests of a sweep. */
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

/* How long to wait for an answer while other requests and answers are under way. */
static int patience_ms(const struct esp_sweep *sweep)
{
    const struct esp_transport *t = sweep->s->transport;

    return (int)esp_transport_wire_ms(t, 2 * WIDE) +
           esp_transport_patience_ms(t, ANSWER_MS, ANSWER_REMOTE_MS);
}

/* Takes one answer; ESP_SWEEP_ODD if it does not belong to op or is not a success. */
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
