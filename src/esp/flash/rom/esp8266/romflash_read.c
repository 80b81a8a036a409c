/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash with the boot ROM: when a chunk counts as read.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Requests and answers have no check sum here.  A chunk counts as read when two readings
 * agree, and each reading was made by a command of its own.  Both readings depend on the
 * controller's settings, and a damaged WRITE_REG may have changed them.  So a reading
 * counts only if the settings were checked after it and were right.
 */
#include <string.h>

#include "esp/flash/rom/esp8266/romflash_sweep.h"
#include "esp/rom/loader.h"

enum {
    CHUNK = ESP_ROMFLASH_CHUNK,
    CHUNKS = ESP_SWEEP_MAX,
    PIECE = CHUNKS * CHUNK, /* bytes that are delivered at a time */
    SWEEP_MIN = 4, /* chunks between two checks of the settings, on a bad line */
    SWEEP_MS = 5000, /* time between two checks of the settings, on a slow line */

    NARROW_SWEEPS = 8, /* after the first damage; doubled at each further damage, up to */
    NARROW_SWEEPS_MAX = 1024,
    FRUITLESS_MAX = 10, /* sweeps in a row that read no chunk */
    READINGS_MAX = 30,  /* of one chunk */
    SAVES_MAX = 8,      /* readings of the registers to be saved */

    /* For the estimate, measured on a simulated board that keeps the line's pace.
     * LOOK_WIRE: bytes, a chunk's share of the check of the settings after a sweep.
     * NARROW_BAUD: lines faster than ESP_SWEEP_WIDE_BAUD read as fast as this rate. */
    LOOK_WIRE = 7,
    NARROW_BAUD = 900000,
};

enum state { UNKNOWN, READ_ONCE, SURE };

struct piece {
    struct esp_session *s;
    uint32_t address;
    unsigned chunks;
    uint8_t data[PIECE];
    enum state state[CHUNKS];
    unsigned readings[CHUNKS];
    unsigned width;  /* chunks in a sweep, at most */
    unsigned narrow; /* how many of the next sweeps are to be narrow */
    unsigned narrow_next; /* value of narrow after the next damage */
};

static int judge_chunk(struct piece *p, unsigned chunk, const uint8_t contents[CHUNK])
{
    uint8_t *data = p->data + chunk * CHUNK;

    if (p->state[chunk] != READ_ONCE || memcmp(data, contents, CHUNK) == 0)
        esp_link_achieved(&p->s->link);
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

static int judge(struct piece *p, const struct esp_sweep *sweep)
{
    unsigned taken = esp_sweep_taken(sweep);
    int err = 0;

    for (unsigned i = 0; i < taken && !err; i++)
        err = judge_chunk(p, (sweep->address[i] - p->address) / CHUNK, sweep->contents[i]);
    return err;
}

static void plan(const struct piece *p, struct esp_sweep *sweep)
{
    sweep->s = p->s;
    sweep->wide = p->narrow == 0;
    sweep->limit_ms = SWEEP_MS;
    sweep->count = sweep->asked = sweep->answered = 0;
    for (unsigned i = 0; i < p->chunks && sweep->count < p->width; i++)
        if (p->state[i] != SURE)
            sweep->address[sweep->count++] = p->address + i * CHUNK;
}

/* Reads fewer chunks at a time on a bad line, more chunks on a good line. */
static void adapt(struct piece *p, bool good)
{
    if (p->narrow && p->s->transport->baud <= ESP_SWEEP_WIDE_BAUD)
        p->narrow--;
    if (good) {
        p->width = p->width < CHUNKS / 2 ? 2 * p->width : CHUNKS;
        return;
    }
    p->width = p->width > 2 * SWEEP_MIN ? p->width / 2 : SWEEP_MIN;
    p->narrow = p->narrow_next;
    if (p->narrow_next < NARROW_SWEEPS_MAX)
        p->narrow_next *= 2;
}

/* The settings were wrong, or may have been: this sweep does not count. */
static int start_over(struct piece *p, int err)
{
    err = err == ESP_ERR_TIMEOUT ? esp_romflash_restart(p->s) : esp_romflash_recover(p->s);
    return err ? err : esp_romflash_prepare(p->s, true);
}

/* *fruitful: the sweep read at least one chunk. */
static int do_sweep(struct piece *p, bool *fruitful)
{
    struct esp_sweep sweep;
    int err, odd;

    plan(p, &sweep);
    odd = esp_sweep_fetch(&sweep);
    *fruitful = false;
    adapt(p, odd == 0);
    if (odd < 0)
        return odd;
    err = odd ? esp_loader_quiet(&p->s->link) : 0;
    if (!err)
        err = esp_romflash_ready(p->s, true);
    if (esp_worth_retry(err))
        return start_over(p, err);
    *fruitful = esp_sweep_taken(&sweep) > 0;
    return err ? err : judge(p, &sweep);
}

static bool complete(const struct piece *p)
{
    for (unsigned i = 0; i < p->chunks; i++)
        if (p->state[i] != SURE)
            return false;
    return true;
}

/* guess: the expected contents of all chunks of the piece, or NULL. */
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

int esp_romflash_save(struct esp_session *s, void *to)
{
    static const uint32_t addresses[3] = {ESP_SPI0_USER, ESP_SPI0_USER1, ESP_SPI0_USER2};
    uint32_t again[3], *user = to;
    int err;

    for (int i = 0; i < SAVES_MAX; i++) {
        err = esp_read_regs(&s->link, addresses, 3, user);
        if (!err)
            err = esp_read_regs(&s->link, addresses, 3, again);
        if (err || memcmp(user, again, sizeof(again)) == 0)
            return err;
    }
    return esp_fail(&s->fault, ESP_ERR_PROTOCOL, "registers read differently each time");
}

int esp_romflash_restore(struct esp_session *s, void *from)
{
    const uint32_t *user = from;
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
    int err = esp_romflash_retry(s, esp_romflash_save, user), restored;

    if (!err)
        err = esp_romflash_begin(s, true);
    if (err)
        return err;
    p.width = CHUNKS;
    p.narrow = s->transport->baud > ESP_SWEEP_WIDE_BAUD;
    p.narrow_next = NARROW_SWEEPS;
    err = read_all(&p, address, size, r);
    if (esp_session_hopeless(err))
        return err;
    restored = esp_romflash_retry(s, esp_romflash_restore, user);
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
    uint32_t known = esp_transport_estimate_baud(s->transport);
    uint32_t baud = known ? known : s->connect_baud;

    if (baud > ESP_SWEEP_WIDE_BAUD)
        baud = NARROW_BAUD;
    return (uint64_t)size * 2 * (ESP_SWEEP_CHUNK_WIRE + LOOK_WIRE) * 10 * 1000 / CHUNK / baud + 1;
}
