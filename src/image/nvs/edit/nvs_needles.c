/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts that must not stay anywhere.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_needles.h"

#include <openssl/crypto.h>
#include <stdbool.h>
#include <string.h>

static bool is_known(const struct image_nvs_needles *needles, const uint8_t *text, size_t size)
{
    for (unsigned i = 0; i < needles->count; i++)
        if (needles->sizes[i] == size && memcmp(needles->texts[i], text, size) == 0)
            return true;
    return false;
}

static void add_text(struct image_nvs_needles *needles, const uint8_t *text, size_t size)
{
    if (size < IMAGE_NVS_NEEDLE_MIN || size > IMAGE_NVS_NEEDLE_MAX ||
        needles->count == IMAGE_NVS_NEEDLES || is_known(needles, text, size))
        return;
    memcpy(needles->texts[needles->count], text, size);
    needles->sizes[needles->count++] = size;
}

void image_nvs_needles_add(struct image_nvs_needles *needles, const uint8_t *data, size_t size)
{
    size_t start = 0;

    for (size_t i = 0; i <= size; i++) {
        if (i < size && data[i] >= ' ' && data[i] != 0x7f)
            continue;
        add_text(needles, data + start, i - start);
        start = i + 1;
    }
}

/* Overwrites each occurrence of a text. */
static uint32_t blank_text(const uint8_t *text, size_t length, uint8_t *data, size_t size)
{
    uint8_t *end = data + size, *at = data;
    uint32_t count = 0;

    while (size >= length && (at = memmem(at, (size_t)(end - at), text, length))) {
        memset(at, 0, length);
        at += length;
        count += (uint32_t)length;
    }
    return count;
}

uint32_t image_nvs_needles_blank(const struct image_nvs_needles *needles, uint8_t *data,
                                 size_t size)
{
    uint8_t wide[2 * IMAGE_NVS_NEEDLE_MAX];
    uint32_t count = 0;

    for (unsigned i = 0; i < needles->count; i++) {
        const uint8_t *text = needles->texts[i];
        size_t length = needles->sizes[i];

        memset(wide, 0, sizeof(wide));
        for (size_t n = 0; n < length; n++)
            wide[2 * n] = text[n];
        count += blank_text(text, length, data, size);
        count += blank_text(wide, 2 * length, data, size);
    }
    OPENSSL_cleanse(wide, sizeof(wide));
    return count;
}

void image_nvs_needles_wipe(struct image_nvs_needles *needles)
{
    OPENSSL_cleanse(needles, sizeof(*needles));
}
