/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The new program of an update: is it whole, and how small does gzip make it?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fit/fit_new.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/app/app.h"
#include "image/imageheader.h"
#include "image/start/start.h"

enum {
    GZIP_WINDOW = MAX_WBITS + 16, /* zlib.h: 16 more mean the gzip format */
    GZIP_MIN = 18,                /* header and trailer, RFC 1952 */
    PROGRAM_MAX = 32 << 20,       /* more than any flash has room for */
    OFFSET_MODE_SIZE = 3,
    ANYWHERE = 0x10000, /* an application's place in the flash, of a chip with a table */
    EBOOT = 0x1000,     /* Arduino's eboot has a sector before an ESP8266's application */
};

/* Firmwares that tell themselves by their texts, and their small builds.  Sources: Tasmota,
 * "Upgrading" (tasmota-minimal.bin.gz) and my_user_config.h (OTA_URL); ESPEasy issue 2525
 * (ESPEasy_2step_UploaderMega_1024.bin) and its issue 5132. */
static const struct image_fit_step steps[] = {
    {"ota.tasmota.com", "tasmota-minimal.bin.gz"},
    {"thehackbox.org/tasmota", "tasmota-minimal.bin.gz"},
    {"ESP_Easy_mega", "ESPEasy_2step_UploaderMega_1024.bin"},
    {"ESP Easy Mega", "ESPEasy_2step_UploaderMega_1024.bin"},
};

/* The size of the bytes when gzip -9 has packed them; 0 if memory ran out. */
static uint32_t packed_size(const uint8_t *data, size_t size)
{
    z_stream stream = {0};
    uint32_t total = 0;
    uint8_t out[4096];
    int state = Z_OK;

    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, GZIP_WINDOW, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    stream.next_in = (uint8_t *)(uintptr_t)data;
    stream.avail_in = (uInt)size;
    while (state == Z_OK) {
        stream.next_out = out;
        stream.avail_out = sizeof(out);
        state = deflate(&stream, Z_FINISH);
        total += (uint32_t)(sizeof(out) - stream.avail_out);
    }
    deflateEnd(&stream);
    return total;
}

/* Unpacks gzip into *out, which the caller frees.  The last four bytes are the program's
 * size, and eboot believes them (esp8266/Arduino, eboot.c, copy_raw()). */
static bool unpack(struct image_fit_new *new, const uint8_t *data, size_t size, uint8_t **out)
{
    z_stream stream = {.next_in = (uint8_t *)(uintptr_t)data, .avail_in = (uInt)size};
    uint32_t length = size >= GZIP_MIN ? esp_get32(data + size - 4) : 0;
    int state;

    new->kind = IMAGE_FIT_NEW_BROKEN;
    if (length == 0 || length > PROGRAM_MAX)
        return image_trouble_set(&new->trouble, size, "its end says that it unpacks to 0x%x bytes",
                                 (unsigned)length);
    *out = malloc(length);
    if (!*out || inflateInit2(&stream, GZIP_WINDOW) != Z_OK) {
        new->kind = IMAGE_FIT_NEW_NO_MEMORY;
        return false;
    }
    stream.next_out = *out;
    stream.avail_out = length;
    state = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (state != Z_STREAM_END || stream.avail_out > 0 || stream.avail_in > 0)
        return image_trouble_set(&new->trouble, size - stream.avail_in,
                                 "the gzip stream is broken at 0x%zx", size - stream.avail_in);
    new->size = length;
    return true;
}

static const struct image_fit_step *find_step(const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
        if (memmem(data, size, steps[i].firmware, strlen(steps[i].firmware)))
            return &steps[i];
    return NULL;
}

/* An update of a chip with a table of partitions is an application alone. */
static enum image_fit_new_kind kind_of(const struct image_fit_new *new, const uint8_t *data,
                                       size_t size)
{
    struct image_trouble trouble;
    struct image_app app;

    if (new->chip && new->chip->extended_header &&
        (!image_app_measure(&app, new->chip, data, size, &trouble) || !image_app_is_mapped(&app)))
        return IMAGE_FIT_NEW_BOOTLOADER;
    return IMAGE_FIT_NEW_GOOD;
}

/* Bytes behind the end of the program, which a dump of a whole flash has many of. */
static uint32_t bytes_behind(const struct esp_chipfacts *chip, const uint8_t *data, size_t size)
{
    struct image_trouble trouble;
    struct image_app app;
    size_t start = 0;

    if (!chip->extended_header && size > EBOOT && image_app_begins(data + EBOOT, size - EBOOT))
        start = EBOOT;
    if (!image_app_measure(&app, chip, data + start, size - start, &trouble) ||
        app.size > size - start)
        return 0;
    return (uint32_t)(size - start - app.size);
}

static void look_at_program(struct image_fit_new *new, const uint8_t *data, size_t size)
{
    const struct esp_chipfacts *chip = new->chip;
    struct image_flaw flaw;

    new->kind = IMAGE_FIT_NEW_DATA;
    if (!image_app_begins(data, size))
        return;
    new->chip = image_header_chip(chip, data, size);
    if (!image_start_check(new->chip, new->chip->extended_header ? ANYWHERE : 0, data, size,
                           &flaw)) {
        new->kind = IMAGE_FIT_NEW_BROKEN;
        new->trouble = flaw.trouble;
        new->cut = flaw.cut;
        return;
    }
    new->flash_size = new->chip->flash_sizes[data[OFFSET_MODE_SIZE] >> 4];
    new->step = find_step(data, size);
    new->behind = bytes_behind(new->chip, data, size);
    new->kind = kind_of(new, data, size);
    if (!new->packed)
        new->gzip_size = packed_size(data, size);
    if (new->gzip_size == 0)
        new->kind = IMAGE_FIT_NEW_NO_MEMORY;
}

void image_fit_look_at_new(struct image_fit_new *new, const struct esp_chipfacts *chip,
                           const uint8_t *data, size_t size)
{
    uint8_t *plain = NULL;

    *new = (struct image_fit_new){.chip = chip, .file_size = (uint32_t)size,
                                  .size = (uint32_t)size};
    new->what = image_wrapping(data, size);
    if (size >= 2 && data[0] == 0x1f && data[1] == 0x8b) {
        new->packed = true;
        new->gzip_size = (uint32_t)size;
        if (unpack(new, data, size, &plain))
            look_at_program(new, plain, new->size);
    } else if (new->what) {
        new->kind = IMAGE_FIT_NEW_WRAPPED;
    } else {
        look_at_program(new, data, size);
    }
    free(plain);
}
