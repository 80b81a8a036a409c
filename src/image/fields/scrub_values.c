/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values that a scrub has blanked, and the search for them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "image/fields/scrub.h"
#include "image/settings/tasmota.h"

/* More values would make the search endless. */
enum { OVERWRITE = '*', SECRETS_MAX = 4096, VALUE_MAX = 4096 };

void image_scrub_free(struct image_scrub *scrub)
{
    for (size_t i = 0; i < scrub->count; i++) {
        OPENSSL_cleanse(scrub->secrets[i].bytes, scrub->secrets[i].size);
        free(scrub->secrets[i].bytes);
    }
    free(scrub->secrets);
    scrub->secrets = NULL;
    scrub->count = scrub->room = 0;
}

static bool make_room(struct image_scrub *scrub)
{
    size_t room = scrub->room ? 2 * scrub->room : 32;
    struct image_secret *secrets;

    if (scrub->count < scrub->room)
        return true;
    secrets = realloc(scrub->secrets, room * sizeof(*secrets));
    if (!secrets)
        return false;
    scrub->secrets = secrets;
    scrub->room = room;
    return true;
}

static bool is_kept(const struct image_scrub *scrub, const void *bytes, size_t size, bool hidden)
{
    for (size_t i = 0; i < scrub->count; i++)
        if (scrub->secrets[i].size == size && scrub->secrets[i].hidden == hidden &&
            memcmp(scrub->secrets[i].bytes, bytes, size) == 0)
            return true;
    return false;
}

static void keep(struct image_scrub *scrub, const void *bytes, size_t size, bool hidden,
                 bool anywhere)
{
    uint8_t *copy;

    if (size < IMAGE_SECRET_MIN || is_kept(scrub, bytes, size, hidden))
        return;
    if (scrub->count == SECRETS_MAX) {
        if (!scrub->refused)
            image_scrub_fail(scrub, 0, "there are too many personal values to search for", NULL);
        return;
    }
    copy = make_room(scrub) ? malloc(size) : NULL;
    if (!copy) {
        scrub->out_of_memory = true;
        return;
    }
    memcpy(copy, bytes, size);
    scrub->secrets[scrub->count++] = (struct image_secret){copy, size, hidden, anywhere};
}

/* The value in UTF-16, as far as it is ASCII. */
static void keep_wide(struct image_scrub *scrub, const uint8_t *bytes, size_t size, bool hidden,
                      bool anywhere)
{
    uint8_t *wide = malloc(2 * size);

    if (!wide) {
        scrub->out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < size; i++) {
        wide[2 * i] = bytes[i];
        wide[2 * i + 1] = 0;
    }
    keep(scrub, wide, 2 * size, hidden, anywhere);
    OPENSSL_cleanse(wide, 2 * size);
    free(wide);
}

void image_scrub_keep(struct image_scrub *scrub, const void *bytes, size_t size, bool hidden)
{
    if (size < IMAGE_SECRET_MIN || size > VALUE_MAX)
        return;
    keep(scrub, bytes, size, hidden, hidden && size >= IMAGE_SECRET_LONG);
    keep_wide(scrub, bytes, size, hidden, hidden && size >= IMAGE_SECRET_LONG);
}

static bool is_text(uint8_t byte)
{
    return byte >= ' ' && byte < 0x7f;
}

void image_scrub_keep_runs(struct image_scrub *scrub, const uint8_t *bytes, size_t size,
                           bool hidden)
{
    size_t start = 0;

    for (size_t i = 0; i <= size; i++) {
        if (i < size && is_text(bytes[i]))
            continue;
        image_scrub_keep(scrub, bytes + start, i - start, hidden);
        start = i + 1;
    }
}

/* Is there no other text around the value? */
static bool is_field(const uint8_t *data, size_t size, size_t at, size_t end)
{
    return (at == 0 || !is_text(data[at - 1])) && (end >= size || !is_text(data[end]));
}

size_t image_scrub_find(const struct image_secret *secret, const uint8_t *data, size_t size,
                        size_t at, bool whole)
{
    while (at < size) {
        const uint8_t *found = memmem(data + at, size - at, secret->bytes, secret->size);

        if (!found)
            return size;
        at = (size_t)(found - data);
        if ((secret->anywhere && !whole) || is_field(data, size, at, at + secret->size))
            return at;
        at++;
    }
    return size;
}

/* Settings of Tasmota have checks, and were swept before. */
static bool is_tasmota(const struct esp_settings_image *image, size_t at)
{
    size_t sector = at - at % IMAGE_TASMOTA_SIZE;
    struct image_tasmota tasmota;

    return image->size - sector >= IMAGE_TASMOTA_SIZE &&
           image_tasmota_parse(&tasmota, image->data + sector) && tasmota.right;
}

/* Programs have passwords, too, that somebody has compiled in.  A word within a longer text
 * of a program may be the program's own, so it stays, and image_scrub_prove() tells. */
void image_scrub_rest(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;

    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];
        size_t at = 0;

        for (; secret->anywhere && (at = image_scrub_find(secret, image->data, image->size, at,
                                                          true)) < image->size;
             at += secret->size) {
            if (image_scrub_in_nvs(scrub, at) || is_tasmota(image, at))
                continue;
            if (scrub->blank(scrub->context, (uint32_t)at, (uint32_t)secret->size))
                scrub->note(scrub->context, (uint32_t)at, secret->size,
                            "a password that was blanked, also elsewhere", NULL);
            else
                image_scrub_fail(scrub, at, "a password that was blanked elsewhere stays here", NULL);
        }
    }
}

unsigned image_scrub_sweep(const struct image_scrub *scrub, uint8_t *data, size_t size)
{
    unsigned count = 0;

    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];
        size_t at = 0;

        while ((at = image_scrub_find(secret, data, size, at, false)) < size) {
            memset(data + at, OVERWRITE, secret->size);
            at += secret->size;
            count++;
        }
    }
    return count;
}
