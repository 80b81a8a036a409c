/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guards.  The guard of an image is one of its sectors, which plan.c chooses.  The guard
 * stays blank while the rest of the image is not right, so that the chip never starts a
 * half-written program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "esp/flash/stub/stubwrite.h"

enum { GUARD_UNTOUCHED = 0, GUARD_ASKED, GUARD_BLANK };

/* Erases the guard's whole block if the plan writes all of the block anyway: one erase
 * replaces 16.  Then *at becomes the block's first sector.  Digests do not show whether a
 * sector only needs bits to change from 1 to 0.  In a block with only such sectors the erase
 * is needless (150 ms, and programming its pages); in any other block it saves half a
 * second. */
static uint32_t erase_size(const struct esp_writer *w, uint32_t *at)
{
    const struct esp_sector *guard = &w->plan->sectors[*at];
    uint32_t before = guard->address % ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE;

    if (before > *at || guard[-(int64_t)before].image != guard->image ||
        !esp_plan_whole_block(w->plan, *at - before, ESP_BLOCK64_SIZE))
        return ESP_SECTOR_SIZE;
    *at -= before;
    return ESP_BLOCK64_SIZE;
}

static int ask(struct esp_writer *w, uint32_t at)
{
    uint32_t size = erase_size(w, &at);
    const struct esp_pending what = {
        .op = ESP_OP_ERASE_SECTORS,
        .first = at,
        .count = size / ESP_SECTOR_SIZE,
        .tag = w->next_tag,
        .wire = 2 * (ESP_HEADER_SIZE + sizeof(struct esp_erase_sectors)),
    };
    uint8_t request[sizeof(struct esp_erase_sectors)];

    esp_put32(request, w->plan->sectors[at].address);
    esp_put32(request + 4, size);
    esp_put32(request + 8, ESP_ERASE_NOT_BLANK);
    esp_put32(request + 12, what.tag);
    return esp_writer_send(w, &what, request, sizeof(request));
}

/* The guard itself must be written again in any case, even if it was right. */
static void mark_changed(struct esp_writer *w, struct esp_sector *guard)
{
    if (guard->state == ESP_SECTOR_CHANGED)
        return;
    w->done -= guard->state == ESP_SECTOR_RIGHT;
    guard->state = ESP_SECTOR_CHANGED;
    esp_writer_count(w, guard);
}

int esp_writer_guard(struct esp_writer *w, uint32_t image)
{
    int64_t at = w->plan->guards[image];
    struct esp_sector *guard = at < 0 ? NULL : &w->plan->sectors[at];
    int err;

    if (!guard || w->guard_state[image] == GUARD_BLANK)
        return 1;
    /* A digest that is under way was computed before the guard is erased. */
    if (w->guard_state[image] == GUARD_ASKED || guard->state == ESP_SECTOR_ASKED)
        return 0;
    mark_changed(w, guard);
    if (guard->blank || w->compare_only) {
        w->guard_state[image] = GUARD_BLANK;
        return 1;
    }
    err = ask(w, (uint32_t)at);
    if (err)
        return err;
    w->guard_state[image] = GUARD_ASKED;
    return 0;
}

void esp_writer_guard_lost(struct esp_writer *w, const struct esp_pending *p)
{
    w->guard_state[w->plan->sectors[p->first].image] = GUARD_UNTOUCHED;
}

void esp_writer_forget_guards(struct esp_writer *w)
{
    for (uint32_t i = 0; i < w->plan->image_count; i++)
        w->guard_state[i] = GUARD_UNTOUCHED;
}

static bool is_result(const struct esp_writer *w, const struct esp_pending *p,
                      const struct esp_answer *answer)
{
    return answer->size == sizeof(struct esp_erase_result) && esp_answer_proven(answer) &&
           esp_get32(answer->data) == w->plan->sectors[p->first].address &&
           esp_get32(answer->data + 4) == p->count * ESP_SECTOR_SIZE;
}

int esp_writer_guard_answer(struct esp_writer *w, const struct esp_pending *p,
                            const struct esp_answer *answer)
{
    if (!is_result(w, p, answer)) {
        esp_writer_guard_lost(w, p);
        return 0;
    }
    for (uint32_t i = 0; i < p->count; i++)
        w->plan->sectors[p->first + i].blank = true;
    w->guard_state[w->plan->sectors[p->first].image] = GUARD_BLANK;
    return 1;
}
