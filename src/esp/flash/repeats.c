/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the contents of the flash repeat?  A flash that is smaller than its ID says looks like
 * that, because addresses past its end reach its beginning again.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A flash may also really hold the same contents twice.  Only a change tells the difference
 * (flash/settle.c).  A few samples rule out a repetition, usually the first two samples.
 */
#include <string.h>

#include "esp/flash/settle.h"

enum { SAMPLES = ESP_SAMPLES_MAX / 2 }; /* of each half */

bool esp_sample_is_blank(const struct esp_flash_ops *ops, const struct esp_sample *sample)
{
    uint8_t sector[ESP_SECTOR_SIZE];
    struct esp_sample blank = {{0}};

    memset(sector, 0xff, sizeof(sector));
    ops->sample_of(sector, &blank);
    return memcmp(sample, &blank, sizeof(blank)) == 0;
}

/* Compares each place with the place "distance" bytes behind it.  *same: all places agree;
 * *blank: all places hold only 0xff. */
static int compare_samples(struct esp_session *s, const uint32_t *places, unsigned count,
                           uint32_t distance, bool *same, bool *blank)
{
    struct esp_sample samples[ESP_SAMPLES_MAX];
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    uint32_t addresses[ESP_SAMPLES_MAX];
    int err;

    *same = *blank = true;
    if (!ops)
        return ESP_ERR_ARG;
    for (unsigned i = 0; i < count; i++) {
        addresses[2 * i] = places[i];
        addresses[2 * i + 1] = places[i] + distance;
    }
    memset(samples, 0, sizeof(samples));
    err = ops->sample(s, addresses, 2 * count, samples);
    for (unsigned i = 0; i < count && !err; i++) {
        *same = *same && memcmp(&samples[2 * i], &samples[2 * i + 1], sizeof(samples[0])) == 0;
        *blank = *blank && esp_sample_is_blank(ops, &samples[2 * i]);
    }
    return err;
}

/* The sample where the chip's boot program is usually decides.  (The sector before it may be
 * blank.)  Settings are at the end. */
int esp_seems_to_repeat(struct esp_session *s, uint32_t distance, bool *repeats)
{
    uint32_t boot = esp_session_boot_offset(s);
    const uint32_t places[SAMPLES] = {boot, boot ? 0 : ESP_SECTOR_SIZE, distance / 2,
                                      distance - 4 * ESP_SECTOR_SIZE, distance - ESP_SECTOR_SIZE};
    bool same, blank, blank_too = true;
    int err = compare_samples(s, places, 1, distance, &same, &blank);

    if (!err && same)
        err = compare_samples(s, places + 1, SAMPLES - 1, distance, &same, &blank_too);
    *repeats = !err && same && !(blank && blank_too);
    return err;
}

int esp_session_look_for_repeats(struct esp_session *s)
{
    uint32_t size = s->board.flash_size, period = size;
    bool repeats = false;
    int err;

    s->board.flash_repeats = 0;
    /* What the chip's addresses do not reach cannot be compared. */
    if (s->board.flash_size_told || size < 2 * ESP_FLASH_SMALLEST || size > esp_session_reach(s))
        return 0;
    err = esp_seems_to_repeat(s, size / 2, &repeats);
    if (!err && repeats)
        err = esp_flash_ops(s)->find_period(s, &period);
    if (err)
        return esp_session_still_same_flash(s, err);
    if (period < size)
        s->board.flash_repeats = period;
    s->fault = (struct esp_fault){0};
    return 0;
}
