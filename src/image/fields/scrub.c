/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blanks what identifies or betrays a board: the order of the steps, and the search for
 * values that were blanked.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/scrub.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

enum { OVERWRITE = '*', SECRETS_MAX = 256 };

enum esp_edit_result image_scrub_all(struct image_scrub *scrub)
{
    enum esp_edit_result result = image_scrub_espeasy(scrub);

    if (result == ESP_EDIT_DONE)
        result = image_scrub_tasmota(scrub);
    if (result == ESP_EDIT_DONE)
        result = image_scrub_nvs(scrub);
    if (result == ESP_EDIT_DONE)
        image_scrub_sdk(scrub);
    if (result == ESP_EDIT_DONE)
        result = image_scrub_volumes(scrub);
    if (result == ESP_EDIT_DONE)
        image_scrub_rest(scrub);
    if (result != ESP_EDIT_DONE || !scrub->out_of_memory)
        return result;
    image_trouble_set(&scrub->trouble, 0, "out of memory");
    return ESP_EDIT_NOMEM;
}

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

static bool is_kept(const struct image_scrub *scrub, const void *bytes, size_t size, bool anywhere)
{
    for (size_t i = 0; i < scrub->count; i++)
        if (scrub->secrets[i].size == size && scrub->secrets[i].anywhere == anywhere &&
            memcmp(scrub->secrets[i].bytes, bytes, size) == 0)
            return true;
    return false;
}

static void keep(struct image_scrub *scrub, const void *bytes, size_t size, bool anywhere)
{
    uint8_t *copy;

    if (size < IMAGE_SECRET_MIN || is_kept(scrub, bytes, size, anywhere) ||
        scrub->count == SECRETS_MAX)
        return;
    copy = make_room(scrub) ? malloc(size) : NULL;
    if (!copy) {
        scrub->out_of_memory = true;
        return;
    }
    memcpy(copy, bytes, size);
    scrub->secrets[scrub->count++] = (struct image_secret){copy, size, anywhere};
}

/* The value in UTF-16, as far as it is ASCII. */
static void keep_wide(struct image_scrub *scrub, const uint8_t *bytes, size_t size, bool anywhere)
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
    keep(scrub, wide, 2 * size, anywhere);
    OPENSSL_cleanse(wide, 2 * size);
    free(wide);
}

void image_scrub_keep(struct image_scrub *scrub, const void *bytes, size_t size, bool anywhere)
{
    if (size < IMAGE_SECRET_MIN || size > 4096)
        return;
    anywhere = anywhere && size >= IMAGE_SECRET_LONG;
    keep(scrub, bytes, size, anywhere);
    keep_wide(scrub, bytes, size, anywhere);
}

static bool is_text(uint8_t byte)
{
    return byte >= ' ' && byte < 0x7f;
}

/* Is there no other text around the value? */
static bool is_field(const uint8_t *data, size_t size, size_t at, size_t end)
{
    return (at == 0 || !is_text(data[at - 1])) && (end >= size || !is_text(data[end]));
}

/* Finds one value.  Returns its place; size: there is none. */
static size_t find_one(const struct image_secret *secret, const uint8_t *data, size_t size, size_t at)
{
    while (at < size) {
        const uint8_t *found = memmem(data + at, size - at, secret->bytes, secret->size);

        if (!found)
            return size;
        at = (size_t)(found - data);
        if (secret->anywhere || is_field(data, size, at, at + secret->size))
            return at;
        at++;
    }
    return size;
}

/* Programs have passwords, too, that somebody has compiled in. */
void image_scrub_rest(struct image_scrub *scrub)
{
    const struct esp_settings_image *image = scrub->image;

    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];
        size_t at = 0;

        while (secret->anywhere &&
               (at = find_one(secret, image->data, image->size, at)) < image->size) {
            if (scrub->blank(scrub->context, (uint32_t)at, (uint32_t)secret->size))
                scrub->note(scrub->context, (uint32_t)at, secret->size,
                            "a password that was blanked, also elsewhere", NULL);
            at += secret->size;
        }
    }
}

unsigned image_scrub_sweep(const struct image_scrub *scrub, uint8_t *data, size_t size)
{
    unsigned count = 0;

    for (size_t i = 0; i < scrub->count; i++) {
        const struct image_secret *secret = &scrub->secrets[i];
        size_t at = 0;

        while ((at = find_one(secret, data, size, at)) < size) {
            memset(data + at, OVERWRITE, secret->size);
            at += secret->size;
            count++;
        }
    }
    return count;
}
