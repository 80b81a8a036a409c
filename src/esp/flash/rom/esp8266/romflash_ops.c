/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash back-end by the ESP8266's ROM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/flash/compare.h"
#include "esp/flash/proof.h"
#include "esp/flash/rom/esp8266/romflash_blank.h"
#include "esp/flash/rom/esp8266/romflash_impl.h"
#include "esp/flash/settle.h"
#include "esp/flash/write.h"

_Static_assert((int)ESP_SAMPLE_KEY == (int)ESP_ROMFLASH_CHUNK, "a sample is a chunk");

/* ---- reading: each piece is read twice, which is the only proof ---- */

struct delivery {
    struct esp_session *s;
    const struct esp_read_request *request;
    struct esp_proof *proof;
};

static int take_piece(void *ctx, const uint8_t *data, size_t size)
{
    struct delivery *d = ctx;

    if (d->request->sink(d->request->ctx, data, size) < 0)
        return -1;
    esp_proof_add(d->proof, data, (uint32_t)size);
    return 0;
}

static void pass_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct delivery *d = ctx;

    if (!d->request->progress)
        return;
    esp_eta_reached(&d->s->eta, done, total, esp_clock_ms());
    d->request->progress(d->request->ctx, done, total);
}

static int deliver(struct esp_session *s, const struct esp_read_request *request,
                   struct esp_proof *proof, uint64_t *reused)
{
    struct delivery d = {s, request, proof};

    *reused = 0;
    if (request->progress)
        esp_eta_even(&s->eta, request->size, 1000 * (double)esp_romflash_read_ms(s, request->size),
                     esp_clock_ms());
    return esp_romflash_read(s, request->offset, request->size, take_piece, pass_progress, &d);
}

static int read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                         const uint8_t *expected, uint8_t *data)
{
    struct esp_copy copy = {.data = data};

    return esp_romflash_compare(s, address, expected, size, esp_copy_sink, NULL, &copy);
}

/* ---- comparing: reading back ---- */

struct reading {
    struct esp_comparison *c;
    uint32_t at;
};

static int compare_read(void *ctx, const uint8_t *data, size_t size)
{
    struct reading *r = ctx;

    while (size) {
        uint32_t inside = r->at % ESP_SECTOR_SIZE;
        uint32_t n = ESP_SECTOR_SIZE - inside;

        if (size < n)
            n = (uint32_t)size;
        esp_comparison_note(r->c, r->at, n, memcmp(data, esp_comparison_wanted(r->c, r->at), n) == 0);
        r->at += n;
        data += n;
        size -= n;
    }
    return 0;
}

static void read_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct reading *r = ctx;

    (void)total;
    esp_comparison_show(r->c, r->c->done + done);
}

static int compare(struct esp_comparison *c)
{
    struct reading r = {.c = c, .at = c->image->offset};
    int err = esp_romflash_read(c->session, c->image->offset, c->image->size, compare_read,
                                read_progress, &r);

    c->done += c->image->size;
    return err;
}

/* ---- erasing ---- */

#define ERASE_US 150000.0 /* a block of 64 KB (W25Q32FV data sheet) */
/* Bytes on the wire to look at a sample of a sector: 22 ms at 115200 baud. */
#define SAMPLE_WIRE 253

struct erasing {
    struct esp_session *s;
    const struct esp_erase_request *request;
};

static void erase_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct erasing *e = ctx;

    if (!e->request->progress)
        return;
    esp_eta_reached(&e->s->eta, done, total, esp_clock_ms());
    e->request->progress(e->request->ctx, done, total);
}

/* The time that is left: to erase, and to read back. */
static void begin_eta(struct esp_session *s, const struct esp_erase_request *request)
{
    if (!request->progress)
        return;
    esp_eta_even(&s->eta, request->size, request->size * ERASE_US / ESP_BLOCK64_SIZE,
                 esp_clock_ms());
    esp_eta_tail(&s->eta, request->size / ESP_SECTOR_SIZE * SAMPLE_WIRE *
                              esp_transport_byte_us(s->transport));
}

/* Erases, then erases each sector that is not blank a second time, as the stub does. */
static int erase_and_look(struct esp_session *s, const struct esp_erase_request *request)
{
    uint32_t end = request->offset + request->size, left = end, before;
    struct erasing e = {s, request};
    int err;

    begin_eta(s, request);
    err = esp_romflash_erase(s, request->offset, request->size, erase_progress, &e);

    if (!err)
        err = esp_erase_find_left(s, request->offset, request->size, &left);
    while (!err && left < end) {
        before = left;
        err = esp_romflash_erase(s, left, ESP_SECTOR_SIZE, NULL, NULL);
        if (!err)
            err = esp_erase_find_left(s, left, end - left, &left);
        if (!err && left == before)
            err = esp_fail(&s->fault, ESP_ERR_CHECK,
                           "the flash does not get blank between 0x%x and 0x%x", (unsigned)left,
                           (unsigned)(left + ESP_SECTOR_SIZE - 1));
    }
    return err;
}

static int erase(struct esp_session *s, const struct esp_erase_request *request, uint64_t *erased)
{
    int err = erase_and_look(s, request);

    *erased = err ? 0 : request->size;
    return err;
}

/* ---- samples ---- */

static int sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                         struct esp_sample *samples)
{
    uint8_t contents[ESP_SAMPLES_MAX][ESP_ROMFLASH_CHUNK];
    int err = esp_romflash_sample(s, addresses, count, contents);

    for (unsigned i = 0; i < count && !err; i++)
        memcpy(samples[i].key, contents[i], sizeof(contents[i]));
    return err;
}

static int sample_surely(struct esp_session *s, const uint32_t *addresses, unsigned count,
                         struct esp_sample *samples)
{
    int err = 0;

    for (unsigned i = 0; i < count && !err; i++)
        err = esp_write_read(s, addresses[i], sizeof(samples[i].key), samples[i].key);
    return err;
}

static void sample_of(const uint8_t *data, struct esp_sample *sample)
{
    memcpy(sample->key, data, sizeof(sample->key));
}

/* Compares samples only: reading the whole flash would take minutes. */
static int find_period(struct esp_session *s, uint32_t *period)
{
    bool repeats = true;
    int err = 0;

    *period = s->board.flash_size / 2;
    while (*period > ESP_FLASH_SMALLEST && !err) {
        err = esp_seems_to_repeat(s, *period / 2, &repeats);
        if (!repeats)
            break;
        *period /= 2;
    }
    return err;
}

const struct esp_flash_ops esp_flash_by_esp8266_rom = {
    .read = deliver,
    .read_ms = esp_romflash_read_ms,
    .compare_ms = esp_romflash_read_ms,
    .compare = compare,
    .write = esp_romflash_images,
    .erase = erase,
    .sample = sample,
    .sample_surely = sample_surely,
    .sample_of = sample_of,
    .sample_size = ESP_ROMFLASH_CHUNK,
    .find_period = find_period,
    .read_expected = read_expected,
    .ask_id = esp_romflash_ask_id,
    .resets_often = true,
};
