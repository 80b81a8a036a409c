/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing images with the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/compare.h"

#include "esp/flash/ops.h"

enum { ROUNDS_MAX = 3 }; /* if the chip is reset meanwhile */

/* A first guess of how fast a chip digests its flash; the work corrects it. */
#define DIGEST_BYTES_PER_US 2.3

static void end_difference(struct esp_comparison *c)
{
    if (c->differ_size)
        c->differs(c->ctx, c->differ_at, c->differ_size);
    c->differ_size = 0;
}

void esp_comparison_note(struct esp_comparison *c, uint32_t address, uint32_t size, bool same)
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

const uint8_t *esp_comparison_wanted(const struct esp_comparison *c, uint32_t address)
{
    return c->image->data + (address - c->image->offset);
}

void esp_comparison_show(const struct esp_comparison *c, uint64_t done)
{
    if (!c->progress)
        return;
    esp_eta_reached(&c->session->eta, done, c->total, esp_clock_ms());
    c->progress(c->ctx, done, c->total);
}

/* The time that is left.  Comparing goes on evenly. */
static void begin_eta(struct esp_comparison *c, const struct esp_flash_ops *ops)
{
    double ms = ops->compare_ms ? (double)ops->compare_ms(c->session, (uint32_t)c->total) : 0;

    if (c->progress)
        esp_eta_even(&c->session->eta, c->total,
                     ms > 0 ? ms * 1000 : (double)c->total / DIGEST_BYTES_PER_US, esp_clock_ms());
}

/* Returns 1 if another round is useless: if a difference was found, or if the back-end
 * itself resets the chip often (a loader that hangs), so that each round would see a
 * reset. */
static int compare_round(void *ctx, bool again)
{
    struct esp_comparison *c = ctx;
    const struct esp_flash_ops *ops = esp_flash_ops(c->session);
    int err = 0;

    (void)again;
    c->done = 0;
    if (ops)
        begin_eta(c, ops);
    for (size_t i = 0; i < c->count && !err; i++) {
        c->image = &c->images[i];
        err = ops ? ops->compare(c) : ESP_ERR_ARG;
        end_difference(c);
    }
    return err ? err : c->found || ops->resets_often;
}

int esp_session_compare_part(struct esp_session *s, const struct esp_image *images, size_t count,
                             esp_difference *differs, esp_progress *progress, void *ctx)
{
    struct esp_comparison c = {.session = s, .images = images, .count = count, .differs = differs,
                           .progress = progress, .ctx = ctx};
    int err;

    if (!esp_flash_ops(s))
        return ESP_ERR_ARG;
    for (size_t i = 0; i < count; i++) {
        if (esp_session_check_range(s, images[i].offset, images[i].size, "image"))
            return ESP_ERR_RANGE;
        c.total += images[i].size;
    }
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
