/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first change of a flash that may be smaller than its ID says.  If the change also
 * changed another place, the change is taken back.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <string.h>

#include "esp/flash/settle.h"
#include "esp/flash/write.h"

struct trial {
    struct esp_session *s;
    const struct esp_sector *sector;
    bool erase;                               /* erase the sector; false: write it */
    uint32_t addresses[ESP_SAMPLES_MAX];      /* the sector's, then its possible aliases */
    unsigned count;
    struct esp_sample before[ESP_SAMPLES_MAX], after[ESP_SAMPLES_MAX];
    uint8_t former[ESP_SECTOR_SIZE];          /* the sector's contents before the change */
};

/* Lists the sector and then its possible aliases, the nearest first. */
static void list_aliases(struct trial *t, uint32_t address)
{
    t->addresses[t->count++] = address;
    for (uint32_t distance = ESP_FLASH_SMALLEST;
         distance < t->s->board.flash_size && t->count < ESP_SAMPLES_MAX; distance *= 2)
        t->addresses[t->count++] = address ^ distance;
}

/* Takes samples that the line has not damaged: damage would look like a difference and
 * would wrongly end the suspicion. */
static int sample(struct trial *t, struct esp_sample *samples)
{
    const struct esp_flash_ops *ops = esp_flash_ops(t->s);

    memset(samples, 0, t->count * sizeof(*samples));
    return ops ? ops->sample_surely(t->s, t->addresses, t->count, samples) : ESP_ERR_ARG;
}

static int write_sector(struct trial *t, const uint8_t *data)
{
    const struct esp_image image = {t->sector->address, ESP_SECTOR_SIZE, data};
    const struct esp_write_request writing = {.images = &image, .count = 1};
    struct esp_write_report report;

    return esp_session_write_part(t->s, &writing, &report);
}

static int change(struct trial *t)
{
    const struct esp_erase_request erasure = {.offset = t->sector->address,
                                              .size = ESP_SECTOR_SIZE};
    uint64_t erased;

    return t->erase ? esp_session_erase_part(t->s, &erasure, &erased)
                    : write_sector(t, t->sector->data);
}

static bool holds_former(struct trial *t)
{
    uint8_t now[ESP_SECTOR_SIZE];

    return esp_write_read(t->s, t->sector->address, sizeof(now), now) == 0 &&
           memcmp(now, t->former, sizeof(now)) == 0;
}

/* Writes the sector's former contents back and proves them.  A user who interrupts the
 * program has to wait until that is done.  If the sector has another address, too, a write
 * that compares what is outside of it cannot succeed. */
static int put_back(struct trial *t)
{
    int err;

    t->s->transport->cancel = NULL;
    err = write_sector(t, t->former);
    if (err == ESP_ERR_CHECK && holds_former(t))
        err = 0;
    t->s->transport->cancel = t->s->cancel;
    return err;
}

/* The change failed, or the samples after it did.  It is not known whether another place
 * changed, too. */
static int failed(struct trial *t, int err)
{
    const struct esp_fault why = t->s->fault;
    bool back = (!esp_session_hopeless(err) || err == ESP_ERR_CANCELLED) && put_back(t) == 0;

    t->s->fault = why;
    if (back)
        return err;
    return esp_fail(&t->s->fault, err,
                    "%.150s; what 0x%x held before could not be written back: it may be blank, or "
                    "hold a part",
                    why.text[0] ? why.text : esp_strerror(err), (unsigned)t->sector->address);
}

static bool same(const struct esp_sample *one, const struct esp_sample *other)
{
    return memcmp(one, other, sizeof(*one)) == 0;
}

/* The index of the first place that changed with the sector; 0 if no place did. */
static unsigned changed_too(const struct trial *t)
{
    for (unsigned i = 1; i < t->count; i++)
        if (same(&t->before[i], &t->before[0]) && same(&t->after[i], &t->after[0]))
            return i;
    return 0;
}

/* The same after a change that failed, perhaps because of the place that changed with the
 * sector.  Keeps the fault. */
static unsigned changed_too_by_failure(struct trial *t, int err)
{
    const struct esp_fault why = t->s->fault;
    unsigned other = 0;

    if (err == ESP_ERR_CHECK && sample(t, t->after) == 0 && !same(&t->before[0], &t->after[0]))
        other = changed_too(t);
    t->s->fault = why;
    return other;
}

/* Takes the change back and fails: the sector also has the address "other". */
static int smaller(struct trial *t, uint32_t other)
{
    uint32_t address = t->sector->address;
    bool blank = t->erase || esp_blank(t->sector->data, ESP_SECTOR_SIZE);
    char what[120];
    int err = put_back(t);

    snprintf(what, sizeof(what), "its 4096 bytes were %s, and %s", blank ? "erased" : "written",
             err ? "writing back what they held failed: they may hold nothing, or a part"
                 : "then got back what they held");
    return esp_session_smaller(t->s, address, other, esp_alias_size(address, other), what);
}

int esp_session_first_change(struct esp_session *s, const struct esp_sector *sector, uint32_t at,
                             bool erase)
{
    struct trial t = {.s = s, .sector = sector, .erase = erase};
    unsigned other = 0;
    int err;

    list_aliases(&t, sector->address + at);
    err = sample(&t, t.before);
    if (!err)
        err = esp_write_read(s, sector->address, sizeof(t.former), t.former);
    if (err)
        return err;
    err = change(&t);
    if (err)
        other = changed_too_by_failure(&t, err);
    else
        err = sample(&t, t.after);
    if (err && !other)
        return failed(&t, err);
    if (!err)
        other = changed_too(&t);
    if (other)
        return smaller(&t, t.addresses[other] - at);
    if (!same(&t.before[0], &t.after[0]))
        s->board.flash_repeats = 0;
    return 0;
}
