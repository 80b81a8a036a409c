/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words that a build for Arduino's eboot puts into an application at the end.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/app/late_words.h"

#include "base/bytes.h"

bool image_late_words_present(const struct image_app *app, const uint8_t *data)
{
    const struct image_segment *first = &app->segments[0];

    return app->format == IMAGE_APP_VERSION_1 && app->segment_count > 0 &&
           first->offset == IMAGE_LATE_WORDS_OFFSET && first->size >= IMAGE_LATE_WORDS_SIZE &&
           esp_get32(data + first->offset) == IMAGE_EBOOT_SIZE + app->checksum.offset + 1;
}

/* A CRC-32 with the usual polynomial that takes the highest bit of each byte first, which
 * zlib does not have. */
static void make_table(uint32_t table[256])
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i << 24;

        for (int bit = 0; bit < 8; bit++)
            crc = crc & 0x80000000 ? crc << 1 ^ 0x04c11db7 : crc << 1;
        table[i] = crc;
    }
}

static uint32_t update(const uint32_t table[256], uint32_t crc, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size; i++)
        crc = crc << 8 ^ table[crc >> 24 ^ data[i]];
    return crc;
}

void image_late_crc_compute(struct image_late_crc *crc, const struct image_app *app,
                            const uint8_t *flash)
{
    static const uint8_t zeros[IMAGE_LATE_WORDS_SIZE];
    uint32_t words = IMAGE_EBOOT_SIZE + IMAGE_LATE_WORDS_OFFSET, table[256], sum = UINT32_MAX;
    uint32_t behind = words + IMAGE_LATE_WORDS_SIZE;

    make_table(table);
    sum = update(table, sum, flash, words);
    sum = update(table, sum, zeros, sizeof(zeros));
    sum = update(table, sum, flash + behind, IMAGE_EBOOT_SIZE + app->size - behind);
    *crc = (struct image_late_crc){
        .offset = words + 4,
        .stored = esp_get32(flash + words + 4),
        .computed = sum,
    };
}

bool image_late_crc_find(struct image_late_crc *crc, const uint8_t *image, size_t size)
{
    struct image_trouble trouble;
    struct image_app app;

    if (size <= IMAGE_EBOOT_SIZE ||
        !image_app_measure(&app, NULL, image + IMAGE_EBOOT_SIZE, size - IMAGE_EBOOT_SIZE,
                           &trouble) ||
        !image_late_words_present(&app, image + IMAGE_EBOOT_SIZE))
        return false;
    image_late_crc_compute(crc, &app, image);
    return true;
}
