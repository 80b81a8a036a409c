/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash by the boot ROM: WRITE_REG starts a command of the controller's,
 * READ_REGs fetch what it read, and several of those are under way at a time.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Nothing that goes over the line has a check here.  A chunk counts once two
 * readings of it agreed, each from a command of its own.  A damaged WRITE_REG may
 * have changed the controller's settings, which both have in common: a reading
 * counts once these were seen to be right after it.  The answers do not tell which
 * register they are of: each chunk must get the answer to its WRITE_REG first and
 * then those to 16 READ_REGs, and none but these.
 */
#include <string.h>

#include "bytes.h"
#include "loader.h"
#include "romflash_impl.h"

enum {
    CHUNK = ESP_ROMFLASH_CHUNK,
    WORDS = CHUNK / 4,
    PIECE = 4096, /* bytes that are delivered at a time */
    CHUNKS = PIECE / CHUNK,
    SWEEP_MIN = 4, /* chunks between two looks at the settings, on a bad line */

    /* Bytes of a chunk's requests: a WRITE_REG of 32 bytes and the READ_REGs of
     * ask_words(), less what must be escaped. */
    CHUNK_WIRE = 44 + WORDS * 13,
    /* Chunks asked for at a time.  The ROM's receive ring has 256 bytes, but an
     * answer is shorter than a request and is sent while the next ones come in:
     * observed to keep up to 921600 baud. */
    WINDOW = 3,
    WINDOW_BAUD = 921600,

    ODD = 1,            /* something was damaged or lost */
    FRUITLESS_MAX = 10, /* sweeps in a row without a chunk */
    READINGS_MAX = 30,  /* of a chunk */
    ANSWER_MS = 250,    /* beyond the time on the wire */
    ANSWER_REMOTE_MS = 1500,
};
#define CMD_USR 0x00040000u

enum state { UNKNOWN, READ_ONCE, SURE };

struct piece {
    struct esp_session *s;
    uint32_t address;
    unsigned chunks;
    uint8_t data[PIECE];
    enum state state[CHUNKS];
    unsigned readings[CHUNKS];
    unsigned window; /* chunks asked for at a time */
    unsigned width;  /* chunks of a sweep at most */
};

/* One reading of chunks that are not sure yet, in order. */
struct sweep {
    unsigned wanted[CHUNKS], count, taken;
    uint8_t contents[CHUNKS][CHUNK];
};

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

/* Only an address's first byte: the ROM keeps what a shorter request does not
 * overwrite, and there the WRITE_REG before left the address of W0.  So a request
 * that loses a byte reads a register that was meant before; whole addresses, less
 * a byte, would be such that the ROM hangs.  Nor is the length 4 of a whole
 * address, which where the byte before is lost becomes the command FLASH_END. */
static void ask_words(struct esp_slip_writer *w)
{
    for (unsigned i = 0; i < WORDS; i++) {
        uint8_t low = (uint8_t)(ESP_SPI0_W0 + 4 * i);

        put(w, ESP_OP_READ_REG, &low, 1);
    }
}

/* Requests what reads one chunk.  The mask of a command is that command: a
 * flipped bit of the value starts no other. */
static int ask(struct piece *p, unsigned chunk)
{
    uint8_t wire[2 * CHUNK_WIRE];
    struct esp_slip_writer w;
    uint8_t writes[32] = {0};

    esp_put32(writes, ESP_SPI0_W0);
    esp_put32(writes + 4, output_of(p->address + chunk * CHUNK));
    esp_put32(writes + 8, 0xffffffff);
    esp_put32(writes + 16, ESP_SPI0_CMD);
    esp_put32(writes + 20, CMD_USR);
    esp_put32(writes + 24, CMD_USR);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    put(&w, ESP_OP_WRITE_REG, writes, sizeof(writes));
    ask_words(&w);
    return esp_transport_write(p->s->transport, wire, w.used, 4 * esp_link_patience_ms(&p->s->link));
}

/* For requests and answers of all chunks under way. */
static int patience_ms(const struct piece *p)
{
    const struct esp_transport *t = p->s->transport;
    int wire_ms = t->baud ? (int)(2 * WINDOW * CHUNK_WIRE * 10000u / t->baud) : 0;

    return wire_ms + (t->remote ? ANSWER_REMOTE_MS : ANSWER_MS);
}

/* One answer, if it is to op and a success. */
static int take_one(struct piece *p, enum esp_op op, uint32_t *value)
{
    struct esp_link *link = &p->s->link;
    uint64_t damaged = link->damaged;
    struct esp_answer answer;
    int err = esp_link_receive(link, &answer, patience_ms(p));

    if (err == ESP_ERR_TIMEOUT)
        return ODD;
    if (err)
        return err;
    if (link->damaged != damaged || answer.op != op || answer.size != ESP_STATUS_SIZE ||
        answer.length != ESP_STATUS_SIZE || answer.data[0] != 0)
        return ODD;
    *value = answer.value;
    return 0;
}

static int take(struct piece *p, uint8_t contents[CHUNK])
{
    uint32_t value;
    int err = take_one(p, ESP_OP_WRITE_REG, &value);

    for (unsigned i = 0; i < WORDS && !err; i++) {
        err = take_one(p, ESP_OP_READ_REG, &value);
        if (!err)
            esp_put32(contents + 4 * i, value);
    }
    return err;
}

static int judge_chunk(struct piece *p, unsigned chunk, const uint8_t contents[CHUNK])
{
    uint8_t *data = p->data + chunk * CHUNK;

    if (p->state[chunk] == READ_ONCE && memcmp(data, contents, CHUNK) == 0) {
        p->state[chunk] = SURE;
        return 0;
    }
    memcpy(data, contents, CHUNK);
    p->state[chunk] = READ_ONCE;
    if (++p->readings[chunk] < READINGS_MAX)
        return 0;
    return esp_fail(&p->s->fault, ESP_ERR_CHECK, "0x%08x reads differently each time",
                    (unsigned)(p->address + chunk * CHUNK));
}

static int judge(struct piece *p, const struct sweep *sweep)
{
    int err = 0;

    for (unsigned i = 0; i < sweep->taken && !err; i++)
        err = judge_chunk(p, sweep->wanted[i], sweep->contents[i]);
    return err;
}

static void plan(const struct piece *p, struct sweep *sweep)
{
    sweep->count = sweep->taken = 0;
    for (unsigned i = 0; i < p->chunks && sweep->count < p->width; i++)
        if (p->state[i] != SURE)
            sweep->wanted[sweep->count++] = i;
}

static int fetch(struct piece *p, struct sweep *sweep)
{
    unsigned asked = 0;
    int err = 0;

    while (sweep->taken < sweep->count && !err) {
        while (asked < sweep->count && asked - sweep->taken < p->window && !err)
            err = ask(p, sweep->wanted[asked++]);
        if (!err)
            err = take(p, sweep->contents[sweep->taken]);
        if (!err)
            sweep->taken++;
    }
    return err;
}

static unsigned widest(const struct piece *p)
{
    return p->s->transport->baud <= WINDOW_BAUD ? WINDOW : 1;
}

/* Less at a time on a bad line, more on a good one. */
static void adapt(struct piece *p, bool good)
{
    if (good) {
        p->window = p->window < widest(p) ? p->window + 1 : p->window;
        p->width = p->width < CHUNKS / 2 ? 2 * p->width : CHUNKS;
    } else {
        p->window = p->window > 1 ? p->window - 1 : 1;
        p->width = p->width > 2 * SWEEP_MIN ? p->width / 2 : SWEEP_MIN;
    }
}

/* The settings were or may have been wrong: what was read does not count. */
static int start_over(struct piece *p, int err)
{
    err = err == ESP_ERR_TIMEOUT ? esp_romflash_restart(p->s) : esp_romflash_recover(p->s);
    return err ? err : esp_romflash_prepare(p->s, true);
}

/* *fruitful: a chunk was read. */
static int do_sweep(struct piece *p, bool *fruitful)
{
    struct sweep sweep;
    int err, odd;

    plan(p, &sweep);
    odd = fetch(p, &sweep);
    *fruitful = false;
    adapt(p, odd == 0);
    if (odd < 0)
        return odd;
    err = odd ? esp_loader_quiet(&p->s->link) : 0;
    if (!err)
        err = esp_romflash_ready(p->s, true);
    if (esp_romflash_transient(err))
        return start_over(p, err);
    *fruitful = sweep.taken > 0;
    return err ? err : judge(p, &sweep);
}

static bool complete(const struct piece *p)
{
    for (unsigned i = 0; i < p->chunks; i++)
        if (p->state[i] != SURE)
            return false;
    return true;
}

/* guess: all the piece's chunks, or NULL. */
static int read_piece(struct piece *p, const uint8_t *guess)
{
    unsigned fruitless = 0;
    bool fruitful;
    int err = 0;

    if (guess)
        memcpy(p->data, guess, p->chunks * CHUNK);
    for (unsigned i = 0; i < p->chunks; i++) {
        p->state[i] = guess ? READ_ONCE : UNKNOWN;
        p->readings[i] = 0;
    }
    while (!err && !complete(p)) {
        err = do_sweep(p, &fruitful);
        fruitless = fruitful ? 0 : fruitless + 1;
        if (!err && fruitless > FRUITLESS_MAX)
            err = esp_fail(&p->s->fault, ESP_ERR_TIMEOUT, "too much is lost on the line");
    }
    return err;
}

struct reading {
    const uint8_t *guess;
    esp_sink *sink;
    esp_progress *progress;
    void *ctx;
};

static int read_all(struct piece *p, uint32_t address, uint32_t size, const struct reading *r)
{
    uint32_t done = 0;
    int err = 0;

    while (done < size && !err) {
        uint32_t n = size - done < PIECE ? size - done : PIECE;
        uint8_t guess[PIECE];

        p->address = address + done;
        p->chunks = (n + CHUNK - 1) / CHUNK;
        if (r->guess) {
            memset(guess, 0xff, sizeof(guess));
            memcpy(guess, r->guess + done, n);
        }
        err = read_piece(p, r->guess ? guess : NULL);
        if (!err && r->sink(r->ctx, p->data, n) < 0)
            err = esp_fail(&p->s->fault, ESP_ERR_SINK, "the data could not be delivered");
        done += n;
        if (!err && r->progress)
            r->progress(r->ctx, done, size);
    }
    return err;
}

/* SPI_USER, USER1 and USER2 as they were: the ROM's own commands may rely on them. */
static int save(struct esp_session *s, uint32_t user[3])
{
    static const uint32_t addresses[3] = {ESP_SPI0_USER, ESP_SPI0_USER1, ESP_SPI0_USER2};
    uint32_t again[3];
    int err;

    do {
        err = esp_read_regs(&s->link, addresses, 3, user);
        if (!err)
            err = esp_read_regs(&s->link, addresses, 3, again);
    } while (!err && memcmp(user, again, sizeof(again)) != 0);
    return err;
}

static int restore(struct esp_session *s, const uint32_t user[3])
{
    const struct esp_reg_write writes[] = {
        {ESP_SPI0_USER, user[0], 0xffffffff},
        {ESP_SPI0_USER1, user[1], 0xffffffff},
        {ESP_SPI0_USER2, user[2], 0xffffffff},
    };

    return esp_write_regs(&s->link, writes, 3);
}

static int read_range(struct esp_session *s, uint32_t address, uint32_t size,
                      const struct reading *r)
{
    struct piece p = {.s = s};
    uint32_t user[3];
    int err = save(s, user), restored;

    if (!err)
        err = esp_romflash_begin(s, true);
    if (err)
        return err;
    p.window = widest(&p);
    p.width = CHUNKS;
    err = read_all(&p, address, size, r);
    if (esp_session_hopeless(err))
        return err;
    restored = restore(s, user);
    return err ? err : restored;
}

int esp_romflash_read(struct esp_session *s, uint32_t address, uint32_t size, esp_sink *sink,
                      esp_progress *progress, void *ctx)
{
    const struct reading r = {NULL, sink, progress, ctx};

    return read_range(s, address, size, &r);
}

int esp_romflash_compare(struct esp_session *s, uint32_t address, const uint8_t *guess,
                         uint32_t size, esp_sink *sink, esp_progress *progress, void *ctx)
{
    const struct reading r = {guess, sink, progress, ctx};

    return read_range(s, address, size, &r);
}

uint64_t esp_romflash_read_ms(const struct esp_session *s, uint32_t size)
{
    uint32_t baud = s->transport->baud ? s->transport->baud : s->connect_baud;

    return (uint64_t)size * 2 * CHUNK_WIRE * 10 * 1000 / CHUNK / baud;
}
