/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of the flash by the boot ROM: a few chunks from different places.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each chunk is read once, and has no check sum on the line.  Two samples may differ
 * because of damage.  But damage does not make several samples equal that are not blank.
 */
#include <string.h>

#include "esp/flash/rom/esp8266/romflash_sweep.h"
#include "esp/rom/loader.h"

struct sampling {
    const uint32_t *addresses;
    unsigned count;
    uint8_t (*contents)[ESP_ROMFLASH_CHUNK];
};

static int sample(struct esp_session *s, void *ctx)
{
    const struct sampling *sampling = ctx;
    struct esp_sweep sweep = {.s = s, .count = sampling->count};
    int err = esp_romflash_prepare(s, true);

    memcpy(sweep.address, sampling->addresses, sampling->count * sizeof(sweep.address[0]));
    sweep.wide = s->transport->baud <= ESP_SWEEP_WIDE_BAUD;
    if (!err)
        err = esp_sweep_fetch(&sweep);
    if (err > 0)
        return esp_fail(&s->fault, ESP_ERR_PROTOCOL, "a sample was damaged on its way");
    if (!err)
        memcpy(sampling->contents, sweep.contents, sampling->count * sizeof(sweep.contents[0]));
    return err;
}

int esp_romflash_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                        uint8_t (*contents)[ESP_ROMFLASH_CHUNK])
{
    struct sampling sampling = {addresses, count, contents};
    uint32_t user[3];
    int err = esp_romflash_retry(s, esp_romflash_save, user), restored;

    if (count > ESP_SWEEP_MAX)
        return esp_fail(&s->fault, ESP_ERR_ARG, "too many samples");
    if (!err)
        err = esp_romflash_retry(s, sample, &sampling);
    if (esp_session_hopeless(err))
        return err;
    restored = esp_romflash_retry(s, esp_romflash_restore, user);
    return err ? err : restored;
}
