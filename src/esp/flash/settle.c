/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the flash smaller than its ID says?  The first change tells.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An address past the end of a flash reaches the place that the address's lower bits name.
 * So these functions change one sector that has to be changed anyway, and look whether
 * one of the places that could be the same sector changed, too.
 */
#include "esp/flash/settle.h"
#include "esp/flash/write.h"

#include <string.h>

uint32_t esp_alias_size(uint32_t one, uint32_t other)
{
    uint32_t bits = one ^ other, size = bits & -bits; /* the lowest bit that differs */

    return size >= ESP_FLASH_SMALLEST ? size : 0;
}

int esp_session_smaller(struct esp_session *s, uint32_t one, uint32_t other, uint32_t size,
                        const char *what)
{
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "the flash has %u KiB, not the %u KiB that its ID says: 0x%x and 0x%x are the "
                    "same place of it; %s; use --flash-size=%uK and what fits into that",
                    (unsigned)size / 1024, (unsigned)s->board.flash_size / 1024, (unsigned)one,
                    (unsigned)other, what, (unsigned)size / 1024);
}

int esp_session_one_of_two(struct esp_session *s, uint32_t one, uint32_t other)
{
    return esp_session_smaller(s, one, other, esp_alias_size(one, other),
                               "both were to be written, and it has one of them");
}

int esp_session_undone(struct esp_session *s, uint32_t address)
{
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "what was right at 0x%x before something else was written is so no more: "
                    "the flash may be smaller than its ID says, or broken",
                    (unsigned)address);
}

/* Finds the first sector whose sample differs from the planned contents.  *found is NULL if
 * no sample differs. */
static int find_by_samples(struct esp_session *s, const struct esp_plan *plan,
                           const struct esp_sector **found)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    int err = 0;

    *found = NULL;
    for (uint32_t at = 0; at < plan->sector_count && !err && !*found; at += ESP_SAMPLES_MAX) {
        struct esp_sample samples[ESP_SAMPLES_MAX] = {0}, wanted;
        uint32_t addresses[ESP_SAMPLES_MAX];
        unsigned n = 0;

        for (; n < ESP_SAMPLES_MAX && at + n < plan->sector_count; n++)
            addresses[n] = plan->sectors[at + n].address;
        err = ops->sample(s, addresses, n, samples);
        for (unsigned i = 0; i < n && !err && !*found; i++) {
            ops->sample_of(plan->sectors[at + i].data, &wanted);
            if (memcmp(&wanted, &samples[i], sizeof(wanted)) != 0)
                *found = &plan->sectors[at + i];
        }
    }
    return err;
}

/* Finds that sector by comparing all bytes, because sectors may differ only behind the
 * sample.  Without the stub this takes long.  *at: the offset in the sector of a sample
 * that differs. */
static int find_by_bytes(struct esp_session *s, const struct esp_plan *plan,
                         const struct esp_sector **found, uint32_t *at)
{
    uint8_t data[ESP_SECTOR_SIZE];
    int err = 0;

    for (uint32_t i = 0; i < plan->sector_count && !err && !*found; i++) {
        const struct esp_sector *sector = &plan->sectors[i];

        err = esp_flash_ops(s)->read_expected(s, sector->address, sizeof(data), sector->data, data);
        for (*at = 0; *at < sizeof(data) && !err; *at += ESP_SAMPLE_KEY)
            if (memcmp(data + *at, sector->data + *at, ESP_SAMPLE_KEY) != 0) {
                *found = sector;
                break;
            }
    }
    return err;
}

static int find_changed(struct esp_session *s, const struct esp_plan *plan,
                        const struct esp_sector **found, uint32_t *at)
{
    int err = find_by_samples(s, plan, found);

    *at = 0;
    if (!err && !*found && esp_flash_ops(s)->sample_size < ESP_SECTOR_SIZE)
        err = find_by_bytes(s, plan, found, at);
    return err;
}

/* Finds the guard of the image that the sector belongs to: a write blanks the guard before
 * everything else.  *guard is NULL if the image has no guard or the guard is blank. */
static int find_guard(struct esp_session *s, const struct esp_plan *plan,
                      const struct esp_sector *changed, const struct esp_sector **guard)
{
    int64_t at = plan->guards[changed->image];
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    struct esp_sample sample = {{0}};
    int err;

    *guard = NULL;
    if (at < 0)
        return 0;
    err = ops->sample(s, &plan->sectors[at].address, 1, &sample);
    if (!err && !esp_sample_is_blank(ops, &sample))
        *guard = &plan->sectors[at];
    return err;
}

int esp_session_settle(struct esp_session *s, const struct esp_plan *plan)
{
    const struct esp_sector *changed, *guard = NULL;
    uint32_t at;
    int err = find_changed(s, plan, &changed, &at);

    if (err || !changed)
        return err;
    err = find_guard(s, plan, changed, &guard);
    if (err)
        return err;
    return guard ? esp_session_first_change(s, guard, 0, true)
                 : esp_session_first_change(s, changed, at, false);
}
