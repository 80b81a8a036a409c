/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sums of an image that a chip starts: checksum, CRC-32, SHA-256.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/app/app.h"
#include "image/app/late_words.h"

enum { CHECKSUM_SEED = 0xef };

/* Exclusive or of all bytes, eight at a time. */
static uint8_t xor_of(const uint8_t *data, size_t size)
{
    uint64_t words = 0;
    uint8_t sum = 0;

    for (; size >= sizeof(words); data += sizeof(words), size -= sizeof(words)) {
        uint64_t word;

        memcpy(&word, data, sizeof(word));
        words ^= word;
    }
    for (size_t i = 0; i < size; i++)
        sum ^= data[i];
    for (size_t i = 0; i < sizeof(words); i++)
        sum ^= (uint8_t)(words >> (8 * i));
    return sum;
}

/* The first segment of a version 2 image, the code that stays in the flash, has no part in
 * the checksum. */
static uint8_t checksum_of(const struct image_app *app, const uint8_t *data)
{
    uint8_t sum = CHECKSUM_SEED;

    for (unsigned i = app->format == IMAGE_APP_VERSION_2; i < app->segment_count; i++)
        sum ^= xor_of(data + app->segments[i].offset, app->segments[i].size);
    if (image_late_words_present(app, data))
        sum ^= xor_of(data + app->segments[0].offset, IMAGE_LATE_WORDS_SIZE);
    return sum;
}

/* The sum that Espressif's gen_appbin appends: the CRC-32 without its sign. */
static uint32_t crc_of(const uint8_t *data, size_t size)
{
    uint32_t crc = (uint32_t)crc32(0, data, (uInt)size);

    return crc & 0x80000000 ? ~crc : crc + 1;
}

static void compute_checksum(struct image_app *app, const uint8_t *data)
{
    app->checksum.computed[0] = checksum_of(app, data);
}

static void compute_crc(struct image_app *app, const uint8_t *data)
{
    esp_put32(app->crc.computed, crc_of(data, app->crc.offset));
}

static void compute_hash(struct image_app *app, const uint8_t *data)
{
    EVP_Digest(data, app->hash.offset, app->hash.computed, NULL, EVP_sha256(), NULL);
}

static void compare(struct image_app_sum *sum)
{
    sum->right = sum->present && memcmp(sum->stored, sum->computed, sum->size) == 0;
}

void image_app_compute_checksum(struct image_app *app, const uint8_t *data)
{
    compute_checksum(app, data);
    compare(&app->checksum);
}

void image_app_compute_sums(struct image_app *app, const uint8_t *data)
{
    if (app->crc.present)
        compute_crc(app, data);
    compare(&app->crc);
    if (app->hash.present)
        compute_hash(app, data);
    compare(&app->hash);
}

void image_app_repair(const struct image_app *app, uint8_t *data)
{
    struct image_app fresh = *app;

    compute_checksum(&fresh, data);
    data[fresh.checksum.offset] = fresh.checksum.computed[0];
    if (fresh.crc.present) {
        compute_crc(&fresh, data);
        memcpy(data + fresh.crc.offset, fresh.crc.computed, fresh.crc.size);
    }
    if (fresh.hash.present) {
        compute_hash(&fresh, data);
        memcpy(data + fresh.hash.offset, fresh.hash.computed, fresh.hash.size);
    }
}
