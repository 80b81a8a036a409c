/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples that tell which units of a range are probably blank.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/etasample.h"

#include <string.h>

#include "esp/flash/ops.h"

enum {
    WORTH = 4, /* units: work on fewer is over before samples are of use */
    NETWORK_MAX_MS = 1000, /* what round trips may add to the time before the work begins */
};

/* Our stub is asked for all samples at once, another program for one after the other. */
static bool too_far(struct esp_session *s, uint32_t count)
{
    int trips = esp_flash_ops(s)->acts ? (int)count : 1;

    return esp_transport_trips_ms(s->transport, 0, trips) > NETWORK_MAX_MS;
}

int esp_eta_sample(struct esp_session *s, uint32_t offset, uint32_t size, uint32_t unit)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    struct esp_sample samples[ESP_SAMPLES_MAX] = {0}, blank;
    uint32_t addresses[ESP_SAMPLES_MAX];
    uint8_t ones[ESP_SECTOR_SIZE];
    uint32_t units = size / unit, count = units < ESP_SAMPLES_MAX ? units : (uint32_t)ESP_SAMPLES_MAX;
    int err;

    if (!ops || units < WORTH || too_far(s, count))
        return 0;
    for (uint32_t i = 0; i < count; i++)
        addresses[i] = (offset / unit + (uint32_t)((uint64_t)units * i / count)) * unit;
    if (addresses[0] < offset)
        addresses[0] = offset / ESP_SECTOR_SIZE * ESP_SECTOR_SIZE;
    err = ops->sample(s, addresses, count, samples);
    memset(ones, 0xff, sizeof(ones));
    ops->sample_of(ones, &blank);
    for (uint32_t i = 0; i < count && !err; i++)
        esp_eta_know(&s->eta, addresses[i] / unit - offset / unit, 1,
                     memcmp(&samples[i], &blank, sizeof(blank)) == 0 ? ESP_ETA_LIGHT
                                                                     : ESP_ETA_HEAVY);
    return esp_session_hopeless(err) ? err : 0; /* the work meets the same error, and may mend it */
}
