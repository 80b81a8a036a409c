/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing images with the flash by digests, without reading it back.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/rom/romflash.h"
#include "esp/wire/digest.h"

enum { ROUNDS_MAX = 3 }; /* with a chip that is reset meanwhile */

struct comparison {
    struct esp_session *session;
    const struct esp_image *images, *image; /* all; the one that is compared */
    size_t count;
    esp_difference *differs;
    esp_progress *progress;
    void *ctx;
    uint64_t done, total; /* bytes */
    uint32_t differ_at, differ_size; /* a range that may go on */
    bool found;           /* a difference */
};

static void end_difference(struct comparison *c)
{
    if (c->differ_size)
        c->differs(c->ctx, c->differ_at, c->differ_size);
    c->differ_size = 0;
}

static void note(struct comparison *c, uint32_t address, uint32_t size, bool same)
{
    if (same || (c->differ_size && c->differ_at + c->differ_size != address))
        end_difference(c);
    if (same)
        return;
    c->found = true;
    if (!c->differ_size)
        c->differ_at = address;
    c->differ_size += size;
}

static const uint8_t *wanted(const struct comparison *c, uint32_t address)
{
    return c->image->data + (address - c->image->offset);
}

static int digest_is(const struct comparison *c, uint32_t address, uint32_t size,
                     const uint8_t *md5, bool *same)
{
    uint8_t own[ESP_MD5_SIZE];

    if (!EVP_Digest(wanted(c, address), size, own, NULL, EVP_md5(), NULL))
        return esp_fail(&c->session->fault, ESP_ERR_NOMEM, "computing a digest failed");
    *same = memcmp(own, md5, sizeof(own)) == 0;
    return 0;
}

static void advance(struct comparison *c, uint32_t size)
{
    c->done += size;
    if (c->progress)
        c->progress(c->ctx, c->done, c->total);
}

/* From address, whole sectors or part of one: one request. */
static int compare_some(struct comparison *c, uint32_t address, uint32_t size)
{
    const struct esp_digest_request request = {
        .address = address,
        .length = size,
        .unit = ESP_SECTOR_SIZE,
    };
    uint8_t md5[ESP_DIGESTS_MAX][ESP_MD5_SIZE];
    int err = esp_session_digest(c->session, &request, md5);

    for (uint32_t i = 0; size && !err; i++) {
        uint32_t n = size < ESP_SECTOR_SIZE ? size : ESP_SECTOR_SIZE;
        bool same = false;

        err = digest_is(c, address, n, md5[i], &same);
        if (!err)
            note(c, address, n, same);
        address += n;
        size -= n;
        advance(c, n);
    }
    return err;
}

/* As much as goes into one request: up to the end of a sector first, then as
 * many sectors as there are digests in an answer. */
static uint32_t some(uint32_t address, uint64_t left)
{
    uint32_t inside = address % ESP_SECTOR_SIZE;
    uint32_t most = inside ? ESP_SECTOR_SIZE - inside : ESP_DIGESTS_MAX * ESP_SECTOR_SIZE;

    return left < most ? (uint32_t)left : most;
}

static int compare_image(struct comparison *c)
{
    uint32_t address = c->image->offset;
    uint64_t left = c->image->size;
    int err = 0;

    while (left && !err) {
        uint32_t size = some(address, left);

        err = compare_some(c, address, size);
        address += size;
        left -= size;
    }
    end_difference(c);
    return err;
}

/* ---- without the stub: read back ---- */

struct reading {
    struct comparison *c;
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
        note(r->c, r->at, n, memcmp(data, wanted(r->c, r->at), n) == 0);
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
    if (r->c->progress)
        r->c->progress(r->c->ctx, r->c->done + done, r->c->total);
}

static int compare_by_rom(struct comparison *c)
{
    struct reading r = {.c = c, .at = c->image->offset};
    int err = esp_romflash_read(c->session, c->image->offset, c->image->size, compare_read,
                                read_progress, &r);

    end_difference(c);
    c->done += c->image->size;
    return err;
}

/* 1 where another round makes no sense: with a difference, or without the stub, where a
 * reset is most likely ours, because the loader hung, and none would go without one. */
static int compare_round(void *ctx, bool again)
{
    struct comparison *c = ctx;
    int err = 0;

    (void)again;
    c->done = 0;
    for (size_t i = 0; i < c->count && !err; i++) {
        c->image = &c->images[i];
        err = c->session->state == ESP_STATE_STUB ? compare_image(c) : compare_by_rom(c);
    }
    return err ? err : c->found || c->session->state != ESP_STATE_STUB;
}

int esp_session_compare_part(struct esp_session *s, const struct esp_image *images, size_t count,
                             esp_difference *differs, esp_progress *progress, void *ctx)
{
    struct comparison c = {.session = s, .images = images, .count = count, .differs = differs,
                           .progress = progress, .ctx = ctx};
    int err = 0;

    if (s->state != ESP_STATE_STUB && s->state != ESP_STATE_ROM)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    for (size_t i = 0; i < count; i++)
        c.total += images[i].size;
    err = esp_session_hurry(s);
    if (!err)
        err = esp_session_undisturbed(s, ROUNDS_MAX, compare_round, &c);
    return err > 0 ? 0 : err;
}

int esp_session_compare(struct esp_session *s, const struct esp_image *images, size_t count,
                        esp_difference *differs, esp_progress *progress, void *ctx)
{
    int err = esp_session_end_work(
        s, esp_session_compare_part(s, images, count, differs, progress, ctx));

    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
