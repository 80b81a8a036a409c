/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One image that a chip starts: header and segments.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/app/app.h"

#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/app/signature.h"
#include "image/imageheader.h"

enum {
    MAGIC = 0xe9,
    MAGIC_2 = 0xea,
    OFFSET_COUNT = 1,
    OFFSET_MODE = 2,
    OFFSET_SIZE_RATE = 3,
    OFFSET_ENTRY = 4,
    HEADER = 8,
    OFFSET_WP_PIN = 8,
    OFFSET_DRIVES = 9,
    OFFSET_CHIP = 12,
    OFFSET_MIN_REVISION = 15,
    OFFSET_MAX_REVISION = 17,
    OFFSET_HASH_FLAG = 23,
    EXTENDED_HEADER = 24,
    SEGMENT_HEADER = 8,
    CHECKSUM_ALIGN = 16,
};

static bool is_mapped(const struct esp_chipfacts *chip, uint32_t address)
{
    return esp_address_within(&chip->mapped[0], address) || esp_address_within(&chip->mapped[1], address);
}

bool image_app_is_mapped(const struct image_app *app)
{
    if (app->format == IMAGE_APP_VERSION_2)
        return true;
    for (unsigned i = 0; app->chip && i < app->segment_count; i++)
        if (is_mapped(app->chip, app->segments[i].address))
            return true;
    return false;
}

bool image_app_begins(const uint8_t *data, size_t size)
{
    const struct esp_chipfacts *chip;
    unsigned first = HEADER;

    if (size < EXTENDED_HEADER + SEGMENT_HEADER || (data[0] != MAGIC && data[0] != MAGIC_2) ||
        data[OFFSET_COUNT] == 0 || data[OFFSET_COUNT] > IMAGE_SEGMENTS_MAX ||
        data[OFFSET_MODE] > 5)
        return false;
    chip = image_header_chip(NULL, data, size);
    if (chip && chip->extended_header)
        first = EXTENDED_HEADER;
    return chip && esp_get32(data + first + 4) < (16u << 20);
}

static void parse_header(struct image_app *app, const uint8_t *header)
{
    app->mode = header[OFFSET_MODE];
    app->size_rate = header[OFFSET_SIZE_RATE];
    app->entry = esp_get32(header + OFFSET_ENTRY);
}

/* Parses one segment at *at, and moves *at behind the segment. */
static bool parse_segment(struct image_app *app, const uint8_t *data, size_t size, size_t *at,
                          struct image_trouble *trouble)
{
    struct image_segment *segment = &app->segments[app->segment_count];
    unsigned number = app->segment_count;

    if (size - *at < SEGMENT_HEADER)
        return image_trouble_set(trouble, *at, "segment %u begins at 0x%zx, the file ends at 0x%zx",
                                 number, *at, size);
    segment->address = esp_get32(data + *at);
    segment->size = esp_get32(data + *at + 4);
    segment->offset = (uint32_t)*at + SEGMENT_HEADER;
    app->segment_count++;
    if (segment->size > size - segment->offset)
        return image_trouble_set(trouble, *at + 4, "segment %u ends at 0x%" PRIx64 ", the file at 0x%zx",
                                 number, (uint64_t)segment->offset + segment->size, size);
    *at = segment->offset + segment->size;
    return true;
}

static bool parse_segments(struct image_app *app, unsigned count, const uint8_t *data,
                           size_t size, size_t *at, struct image_trouble *trouble)
{
    if (count == 0 || count > IMAGE_SEGMENTS_MAX)
        return image_trouble_set(trouble, 1, "the header says %u segments; 1 to %d are possible",
                                 count, IMAGE_SEGMENTS_MAX);
    for (unsigned i = 0; i < count; i++)
        if (!parse_segment(app, data, size, at, trouble))
            return false;
    return true;
}

static bool parse_checksum(struct image_app *app, const uint8_t *data, size_t size, size_t at,
                           struct image_trouble *trouble)
{
    size_t place = at | (CHECKSUM_ALIGN - 1);

    if (place >= size)
        return image_trouble_set(trouble, place, "the checksum belongs at 0x%zx, the file ends at 0x%zx",
                                 place, size);
    app->checksum = (struct image_app_sum){
        .present = true,
        .offset = (uint32_t)place,
        .size = 1,
        .stored = {data[place]},
    };
    app->size = (uint32_t)place + 1;
    return true;
}

/* The sum of "bytes" bytes that follows what was parsed. */
static struct image_app_sum next_sum(struct image_app *app, const uint8_t *data, uint32_t bytes)
{
    struct image_app_sum sum = {.present = true, .offset = app->size, .size = bytes};

    memcpy(sum.stored, data + app->size, bytes);
    app->size += bytes;
    return sum;
}

static bool parse_plain(struct image_app *app, const uint8_t *data, size_t size,
                        struct image_trouble *trouble)
{
    size_t at = HEADER;

    parse_header(app, data);
    return parse_segments(app, data[OFFSET_COUNT], data, size, &at, trouble) &&
           parse_checksum(app, data, size, at, trouble);
}

/* A version 2 image may end without a CRC; blank flash after the image is no CRC. */
static void parse_crc(struct image_app *app, const uint8_t *data, size_t size)
{
    enum { CRC_SIZE = 4 };

    if (size - app->size >= CRC_SIZE && !esp_blank(data + app->size, CRC_SIZE))
        app->crc = next_sum(app, data, CRC_SIZE);
}

static bool parse_version_2(struct image_app *app, const uint8_t *data, size_t size,
                            struct image_trouble *trouble)
{
    size_t at = HEADER;
    const uint8_t *second;

    parse_header(app, data);
    if (!parse_segment(app, data, size, &at, trouble))
        return false;
    if (size - at < HEADER)
        return image_trouble_set(trouble, at, "the second header begins at 0x%zx, the file ends at 0x%zx",
                                 at, size);
    second = data + at;
    if (second[0] != MAGIC)
        return image_trouble_set(trouble, at, "the second header begins with 0x%02x, not 0x%02x",
                                 second[0], MAGIC);
    parse_header(app, second);
    at += HEADER;
    if (!parse_segments(app, second[OFFSET_COUNT], data, size, &at, trouble) ||
        !parse_checksum(app, data, size, at, trouble))
        return false;
    parse_crc(app, data, size);
    return true;
}

static bool parse_hash(struct image_app *app, const uint8_t *data, size_t size,
                       struct image_trouble *trouble)
{
    if (size - app->size < IMAGE_HASH_SIZE)
        return image_trouble_set(trouble, app->size, "the SHA-256 ends at 0x%" PRIx32 ", the file at 0x%zx",
                                 app->size + IMAGE_HASH_SIZE, size);
    app->hash = next_sum(app, data, IMAGE_HASH_SIZE);
    return true;
}

static bool parse_extended(struct image_app *app, const uint8_t *data, size_t size,
                           struct image_trouble *trouble)
{
    size_t at = EXTENDED_HEADER;

    parse_header(app, data);
    if (size < EXTENDED_HEADER)
        return image_trouble_set(trouble, size, "the header ends at 0x%x, the file at 0x%zx",
                                 EXTENDED_HEADER, size);
    app->wp_pin = data[OFFSET_WP_PIN];
    memcpy(app->drives, data + OFFSET_DRIVES, sizeof(app->drives));
    app->chip_id = esp_get16(data + OFFSET_CHIP);
    app->min_revision = esp_get16(data + OFFSET_MIN_REVISION);
    app->max_revision = esp_get16(data + OFFSET_MAX_REVISION);
    if (!parse_segments(app, data[OFFSET_COUNT], data, size, &at, trouble) ||
        !parse_checksum(app, data, size, at, trouble))
        return false;
    if (data[OFFSET_HASH_FLAG] > 1)
        return image_trouble_set(trouble, OFFSET_HASH_FLAG,
                                 "the mark for a SHA-256 is 0x%02x, not 0 or 1",
                                 data[OFFSET_HASH_FLAG]);
    if (data[OFFSET_HASH_FLAG] && !parse_hash(app, data, size, trouble))
        return false;
    image_app_find_signature(app, data, size);
    return true;
}

/* Parses the image in one format.  A checksum that is there is computed, even if more should
 * follow. */
static bool parse_as(enum image_app_format format, const struct esp_chipfacts *chip,
                     struct image_app *app, const uint8_t *data, size_t size,
                     struct image_trouble *trouble)
{
    bool whole;

    *app = (struct image_app){.format = format, .chip = chip, .available = (uint32_t)size};
    if (format == IMAGE_APP_VERSION_2)
        whole = parse_version_2(app, data, size, trouble);
    else if (format == IMAGE_APP_VERSION_1)
        whole = parse_plain(app, data, size, trouble);
    else
        whole = parse_extended(app, data, size, trouble);
    if (app->checksum.present)
        image_app_compute_checksum(app, data);
    return whole;
}

/* Parses an image of which the first byte is MAGIC.  The header does not tell for certain
 * whether it is extended, and a plain chip's later SDKs have extended headers, too.  The
 * format that the chip suggests is taken, unless only the other one's checksum is right. */
static bool parse_either(struct image_app *app, const struct esp_chipfacts *chip,
                         const uint8_t *data, size_t size, struct image_trouble *trouble)
{
    enum image_app_format likely = IMAGE_APP_EXTENDED, other = IMAGE_APP_VERSION_1;
    struct image_app second;
    struct image_trouble second_trouble = {0};
    bool whole, second_whole;

    if (chip ? !chip->extended_header : size < EXTENDED_HEADER || data[OFFSET_HASH_FLAG] > 1) {
        likely = IMAGE_APP_VERSION_1;
        other = IMAGE_APP_EXTENDED;
    }
    whole = parse_as(likely, chip, app, data, size, trouble);
    if (whole && app->checksum.right)
        return true;
    second_whole = parse_as(other, chip, &second, data, size, &second_trouble);
    if (app->checksum.right || !second.checksum.right)
        return whole;
    *app = second;
    *trouble = second_trouble;
    return second_whole;
}

bool image_app_measure(struct image_app *app, const struct esp_chipfacts *chip,
                       const uint8_t *data, size_t size, struct image_trouble *trouble)
{
    *app = (struct image_app){0};
    if (size > UINT32_MAX)
        size = UINT32_MAX;
    if (size < HEADER)
        return image_trouble_set(trouble, size, "a header has %d bytes, the file has %zu", HEADER, size);
    if (data[0] != MAGIC && data[0] != MAGIC_2)
        return image_trouble_set(trouble, 0, "the first byte is 0x%02x, an image begins with 0x%02x",
                                 data[0], MAGIC);
    if (!chip)
        chip = image_header_chip(NULL, data, size);
    if (data[0] == MAGIC_2)
        return parse_as(IMAGE_APP_VERSION_2, chip, app, data, size, trouble);
    return parse_either(app, chip, data, size, trouble);
}

bool image_app_parse(struct image_app *app, const struct esp_chipfacts *chip,
                     const uint8_t *data, size_t size, struct image_trouble *trouble)
{
    bool whole = image_app_measure(app, chip, data, size, trouble);

    image_app_compute_sums(app, data);
    return whole;
}

bool image_app_measure_again(struct image_app *app, enum image_app_format format,
                             const struct esp_chipfacts *chip, const uint8_t *data, size_t size,
                             struct image_trouble *trouble)
{
    bool version_2 = size > 0 && data[0] == MAGIC_2;

    *app = (struct image_app){0};
    if (size < HEADER || (data[0] != MAGIC && !version_2) ||
        version_2 != (format == IMAGE_APP_VERSION_2))
        return image_trouble_set(trouble, 0, "the header is no longer there");
    if (size > UINT32_MAX)
        size = UINT32_MAX;
    if (!chip)
        chip = image_header_chip(NULL, data, size);
    return parse_as(format, chip, app, data, size, trouble);
}
