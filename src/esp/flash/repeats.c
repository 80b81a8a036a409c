/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does the flash hold the same again and again?  So looks one that is smaller than its ID
 * says: addresses past its end reach its beginning once more.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * It may as well be a flash that really holds the same twice: only a change tells
 * (flash/settle.c).  A few samples rule it out, mostly the first two.
 */
#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/settle.h"
#include "esp/wire/digest.h"

enum {
    UNITS_MAX = ESP_FLASH_MAX / ESP_BLOCK64_SIZE,
    UNITS_AT_ONCE = 4, /* an eighth of a second of the chip's time */
    SAMPLES = ESP_SAMPLES_MAX / 2, /* of each half */
};

struct digests {
    struct esp_digest_request requests[ESP_SAMPLES_MAX];
    struct esp_sample *samples;
    bool known[ESP_SAMPLES_MAX];
    unsigned count;
};

static void take_digest(void *ctx, const struct esp_answer *answer)
{
    struct digests *d = ctx;
    uint8_t md5[ESP_MD5_SIZE];

    for (unsigned i = 0; i < d->count; i++) {
        if (d->known[i] || !esp_digest_decode(&d->requests[i], answer, &md5))
            continue;
        memcpy(d->samples[i].key, md5, sizeof(md5));
        d->known[i] = true;
    }
}

static int sample_by_stub(struct esp_session *s, const uint32_t *addresses, unsigned count,
                          struct esp_sample *samples)
{
    struct digests d = {.samples = samples, .count = count};
    uint8_t md5[ESP_MD5_SIZE];
    int err;

    for (unsigned i = 0; i < count; i++)
        d.requests[i] = (struct esp_digest_request){
            .address = addresses[i], .length = ESP_SECTOR_SIZE, .tag = i};
    err = esp_session_digests(s, d.requests, count, take_digest, &d);
    for (unsigned i = 0; i < count && !err; i++) {
        if (d.known[i])
            continue;
        err = esp_session_digest(s, &d.requests[i], &md5);
        memcpy(samples[i].key, md5, sizeof(md5));
    }
    return err;
}

static int sample_by_rom(struct esp_session *s, const uint32_t *addresses, unsigned count,
                         struct esp_sample *samples)
{
    uint8_t contents[ESP_SAMPLES_MAX][ESP_ROMFLASH_CHUNK];
    int err = esp_romflash_sample(s, addresses, count, contents);

    for (unsigned i = 0; i < count && !err; i++)
        memcpy(samples[i].key, contents[i], sizeof(contents[i]));
    return err;
}

int esp_session_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                       struct esp_sample *samples)
{
    memset(samples, 0, count * sizeof(*samples));
    return s->state == ESP_STATE_ROM ? sample_by_rom(s, addresses, count, samples)
                                     : sample_by_stub(s, addresses, count, samples);
}

void esp_sample_of(const struct esp_session *s, const struct esp_sector *sector,
                   struct esp_sample *sample)
{
    memset(sample, 0, sizeof(*sample));
    if (s->state == ESP_STATE_ROM)
        memcpy(sample->key, sector->data, sizeof(sample->key));
    else
        memcpy(sample->key, sector->md5, sizeof(sector->md5));
}

bool esp_sample_is_blank(const struct esp_session *s, const struct esp_sample *sample)
{
    uint8_t sector[ESP_SECTOR_SIZE], md5[ESP_MD5_SIZE];

    memset(sector, 0xff, sizeof(sector));
    if (s->state == ESP_STATE_ROM)
        return memcmp(sample->key, sector, sizeof(sample->key)) == 0;
    return !EVP_Digest(sector, sizeof(sector), md5, NULL, EVP_md5(), NULL) ||
           memcmp(sample->key, md5, sizeof(md5)) == 0;
}

/* Compares what is at each of the places with what is so many bytes further on.  *same:
 * all agree; *blank: and there is nothing but 0xff. */
static int compare_samples(struct esp_session *s, const uint32_t *places, unsigned count,
                           uint32_t distance, bool *same, bool *blank)
{
    struct esp_sample samples[ESP_SAMPLES_MAX];
    uint32_t addresses[ESP_SAMPLES_MAX];
    int err;

    for (unsigned i = 0; i < count; i++) {
        addresses[2 * i] = places[i];
        addresses[2 * i + 1] = places[i] + distance;
    }
    err = esp_session_sample(s, addresses, 2 * count, samples);
    *same = *blank = true;
    for (unsigned i = 0; i < count && !err; i++) {
        *same = *same && memcmp(&samples[2 * i], &samples[2 * i + 1], sizeof(samples[0])) == 0;
        *blank = *blank && esp_sample_is_blank(s, &samples[2 * i]);
    }
    return err;
}

/* By samples: the beginning, where a program is, decides it mostly; settings are at the
 * end. */
static int seems_to_repeat(struct esp_session *s, uint32_t distance, bool *repeats)
{
    const uint32_t places[SAMPLES] = {0, ESP_SECTOR_SIZE, distance / 2,
                                      distance - 4 * ESP_SECTOR_SIZE, distance - ESP_SECTOR_SIZE};
    bool same, blank, blank_too = true;
    int err = compare_samples(s, places, 1, distance, &same, &blank);

    if (!err && same)
        err = compare_samples(s, places + 1, SAMPLES - 1, distance, &same, &blank_too);
    *repeats = !err && same && !(blank && blank_too);
    return err;
}

/* The smallest power of two after which all digests come again. */
static uint32_t period_of(const uint8_t (*md5)[ESP_MD5_SIZE], uint32_t count)
{
    uint32_t period = count;

    while (period > 1 && memcmp(md5, md5 + period / 2, period / 2 * sizeof(md5[0])) == 0)
        period /= 2;
    return period * ESP_BLOCK64_SIZE;
}

static int period_by_stub(struct esp_session *s, uint32_t *period)
{
    static uint8_t md5[UNITS_MAX][ESP_MD5_SIZE];
    uint32_t count = s->board.flash_size / ESP_BLOCK64_SIZE;
    int err = esp_session_hurry(s);

    for (uint32_t i = 0; i < count && !err; i += UNITS_AT_ONCE) {
        uint32_t n = count - i < UNITS_AT_ONCE ? count - i : UNITS_AT_ONCE;
        const struct esp_digest_request request = {
            .address = i * ESP_BLOCK64_SIZE,
            .length = n * ESP_BLOCK64_SIZE,
            .unit = ESP_BLOCK64_SIZE,
        };

        err = esp_session_digest(s, &request, md5 + i);
    }
    if (!err)
        *period = period_of((const uint8_t(*)[ESP_MD5_SIZE])md5, count);
    return err;
}

/* Samples must do: all of it would take minutes. */
static int period_by_rom(struct esp_session *s, uint32_t *period)
{
    bool repeats = true;
    int err = 0;

    *period = s->board.flash_size / 2;
    while (*period > ESP_FLASH_SMALLEST && !err) {
        err = seems_to_repeat(s, *period / 2, &repeats);
        if (!repeats)
            break;
        *period /= 2;
    }
    return err;
}

int esp_session_look_for_repeats(struct esp_session *s)
{
    uint32_t size = s->board.flash_size, period = size;
    bool repeats = false;
    int err;

    s->board.flash_repeats = 0;
    if (s->board.flash_size_told || size < 2 * ESP_FLASH_SMALLEST || size > ESP_FLASH_MAX)
        return 0;
    err = seems_to_repeat(s, size / 2, &repeats);
    if (!err && repeats)
        err = s->state == ESP_STATE_ROM ? period_by_rom(s, &period) : period_by_stub(s, &period);
    if (err)
        return esp_session_still_same_flash(s, err);
    if (period < size)
        s->board.flash_repeats = period;
    s->fault = (struct esp_fault){0};
    return 0;
}
