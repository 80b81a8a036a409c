/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the flash smaller than its ID says?  The first change tells.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An address past the end of a flash reaches the place that its lower bits name.  So one
 * sector is changed, which had to be changed anyway, and all are looked at of which it
 * could be the other name.
 */
#include "session_settle.h"

#include <string.h>

uint32_t esp_alias_size(uint32_t one, uint32_t other)
{
    uint32_t bits = one ^ other, size = bits & -bits; /* the lowest that differs */

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

/* The first sector that is not as the plan wants it; NULL in *found where all are. */
static int find_changed(struct esp_session *s, const struct esp_plan *plan,
                        const struct esp_sector **found)
{
    int err = 0;

    *found = NULL;
    for (uint32_t at = 0; at < plan->sector_count && !err && !*found; at += ESP_SAMPLES_MAX) {
        struct esp_sample samples[ESP_SAMPLES_MAX], wanted;
        uint32_t addresses[ESP_SAMPLES_MAX];
        unsigned n = 0;

        for (; n < ESP_SAMPLES_MAX && at + n < plan->sector_count; n++)
            addresses[n] = plan->sectors[at + n].address;
        err = esp_session_sample(s, addresses, n, samples);
        for (unsigned i = 0; i < n && !err && !*found; i++) {
            esp_sample_of(s, &plan->sectors[at + i], &wanted);
            if (memcmp(&wanted, &samples[i], sizeof(wanted)) != 0)
                *found = &plan->sectors[at + i];
        }
    }
    return err;
}

/* The guard of that sector's image, which is blanked before all else, unless it is blank:
 * then NULL. */
static int find_guard(struct esp_session *s, const struct esp_plan *plan,
                      const struct esp_sector *changed, const struct esp_sector **guard)
{
    int64_t at = plan->guards[changed->image];
    struct esp_sample sample;
    int err;

    *guard = NULL;
    if (at < 0)
        return 0;
    err = esp_session_sample(s, &plan->sectors[at].address, 1, &sample);
    if (!err && !esp_sample_is_blank(s, &sample))
        *guard = &plan->sectors[at];
    return err;
}

static int change(struct esp_session *s, const struct esp_sector *sector, bool erase)
{
    const struct esp_erase_request erasure = {.offset = sector->address, .size = ESP_SECTOR_SIZE};
    const struct esp_image image = {sector->address, ESP_SECTOR_SIZE, sector->data};
    const struct esp_write_request writing = {.images = &image, .count = 1};
    struct esp_write_report report;
    uint64_t erased;

    return erase ? esp_session_erase_part(s, &erasure, &erased)
                 : esp_session_write_part(s, &writing, &report);
}

/* The sector first, then all those that it could be, nearest first. */
static unsigned list_aliases(const struct esp_session *s, uint32_t address,
                             uint32_t aliases[ESP_SAMPLES_MAX])
{
    unsigned count = 0;

    aliases[count++] = address;
    for (uint32_t distance = ESP_FLASH_SMALLEST; distance < s->board.flash_size && count < ESP_SAMPLES_MAX;
         distance *= 2)
        aliases[count++] = address ^ distance;
    return count;
}

static bool same(const struct esp_sample *one, const struct esp_sample *other)
{
    return memcmp(one, other, sizeof(*one)) == 0;
}

static int change_and_look(struct esp_session *s, const struct esp_sector *sector, bool erase)
{
    struct esp_sample before[ESP_SAMPLES_MAX], after[ESP_SAMPLES_MAX];
    uint32_t aliases[ESP_SAMPLES_MAX];
    unsigned count = list_aliases(s, sector->address, aliases);
    int err = esp_session_sample(s, aliases, count, before);

    if (!err)
        err = change(s, sector, erase);
    if (!err)
        err = esp_session_sample(s, aliases, count, after);
    if (err || same(&before[0], &after[0]))
        return err;
    for (unsigned i = 1; i < count; i++)
        if (same(&before[i], &before[0]) && same(&after[i], &after[0]))
            return esp_session_smaller(s, aliases[0], aliases[i],
                                       esp_alias_size(aliases[0], aliases[i]),
                                       erase || esp_blank(sector->data, ESP_SECTOR_SIZE)
                                           ? "its 4096 bytes were erased, and nothing else"
                                           : "its 4096 bytes were written, and nothing else");
    s->board.flash_repeats = 0;
    return 0;
}

int esp_session_settle(struct esp_session *s, const struct esp_plan *plan)
{
    const struct esp_sector *changed, *guard = NULL;
    int err = find_changed(s, plan, &changed);

    if (err || !changed)
        return err;
    err = find_guard(s, plan, changed, &guard);
    if (err)
        return err;
    return change_and_look(s, guard ? guard : changed, guard != NULL);
}
