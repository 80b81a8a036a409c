/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for the programs in an image.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Programs begin at multiples of a sector.  A program at a place where the chip or a
 * bootloader looks for one is listed even if it is broken.  Elsewhere only whole programs
 * are listed, because chance makes headers, too.
 */
#include <inttypes.h>
#include <string.h>

#include "base/bytes.h"
#include "image/app/app.h"
#include "image/app/descriptor.h"
#include "image/app/late_words.h"
#include "image/imageheader.h"
#include "image/survey/image_cover.h"
#include "image/survey/image_look_impl.h"
#include "image/survey/describe_part.h"

/* Sources of the places: "ESP8266 SDK Getting Started Guide" (user1 and user2 for maps of
 * 512+512, 1024+1024 KB), Arduino's eboot (the sketch). */
enum {
    FIRST_APP = 0x1000,
    USER2_512 = 0x81000,
    USER2_1024 = 0x101000,
};

const struct esp_chipfacts *image_look_chip(const uint8_t *data, size_t size)
{
    static const uint32_t places[] = {0, 0x1000, 0x2000, 0x10000};

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        uint32_t at = places[i];

        if (at < size && image_app_begins(data + at, size - at))
            return image_header_chip(NULL, data + at, size - at);
    }
    return NULL;
}

uint32_t image_look_behind(const struct image_survey *survey, uint32_t offset)
{
    uint32_t end = offset;

    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];
        uint32_t part_end = image_part_end(part, (uint32_t)survey->size);

        if (part->offset <= offset && part_end > end)
            end = part_end;
    }
    return end;
}

/* Bootloaders of plain chips fit one sector, and have no other mark. */
static bool is_bootloader(const struct image_app *app, const uint8_t *data)
{
    struct image_descriptor descriptor;

    if (image_descriptor_find(&descriptor, app, data))
        return descriptor.of_bootloader;
    return !image_app_is_mapped(app) && app->chip &&
           (app->chip->extended_header || app->size <= IMAGE_SECTOR);
}

/* A name after the place. */
static const char *name_of(const struct image_app *app, bool bootloader, uint32_t offset)
{
    if (bootloader)
        return "bootloader";
    if (offset == USER2_512 || offset == USER2_1024)
        return "user2";
    if (app->format == IMAGE_APP_VERSION_2)
        return offset == FIRST_APP ? "user1" : "app";
    return "app";
}

/* Does a chip or a bootloader look for a program there? */
static bool is_known_place(const struct image_survey *survey, uint32_t offset)
{
    if (survey->chip && offset == survey->chip->boot_offset)
        return true;
    return offset == 0 || (survey->chip && !survey->chip->extended_header && offset == FIRST_APP);
}

/* Arduino's build leaves a CRC of bootloader and application in the application.  Nothing
 * checks it at a start, and tools that change the header while they write leave it wrong. */
static void describe_late_crc(struct image_part *part, const struct image_app *app)
{
    const uint8_t *flash = part->survey->data;
    struct image_late_crc crc;

    if (part->offset != IMAGE_EBOOT_SIZE || !image_late_words_present(app, flash + part->offset))
        return;
    image_late_crc_compute(&crc, app, flash);
    image_fact_hex(part, "flash-crc", crc.stored);
    image_fact_hex(part, "flash-crc-computed", crc.computed);
    if (crc.stored != crc.computed)
        image_fact_warning(part, "flash-crc",
                         "the CRC at 0x%" PRIx32 " is 0x%08" PRIx32
                         ", bootloader and application have 0x%08" PRIx32,
                         crc.offset, crc.stored, crc.computed);
}

/* The bytes of a program without a partition.  Of a broken one only the start is certain. */
static uint32_t extent_of(const struct image_survey *survey, const struct image_app *app,
                          uint32_t offset)
{
    uint32_t left = (uint32_t)(survey->size - offset);
    uint32_t size = app->size ? app->size : IMAGE_SECTOR;

    return size < left ? size : left;
}

static void add_program(struct image_survey *survey, const struct image_app *app,
                        uint32_t offset, uint32_t room, const char *name,
                        const struct image_trouble *trouble)
{
    const uint8_t *data = survey->data + offset;
    bool bootloader = !trouble && is_bootloader(app, data);
    struct image_part *part;

    part = image_survey_add(survey, bootloader ? IMAGE_PART_BOOTLOADER : IMAGE_PART_APPLICATION,
                            name ? name : name_of(app, bootloader, offset), offset,
                            room ? room : extent_of(survey, app, offset));
    image_describe_app(part, app, data);
    if (!trouble)
        describe_late_crc(part, app);
    if (trouble)
        image_fact_fault(part, "structure", "%s", trouble->text);
    else if (room && app->size > room)
        image_fact_fault(part, "structure",
                         "the program ends at 0x%" PRIx64 ", its partition at 0x%" PRIx64,
                         (uint64_t)offset + app->size, (uint64_t)offset + room);
}

/* Adds the offset of the program to the offsets of a message; most images begin at 0. */
static void tell_in_image(struct image_trouble *trouble, const struct image_app *app,
                          const struct image_survey *survey, uint32_t offset)
{
    const struct image_segment *last;

    if (offset == 0 || app->segment_count == 0)
        return;
    last = &app->segments[app->segment_count - 1];
    if ((uint64_t)offset + last->offset + last->size > survey->size)
        image_trouble_set(trouble, offset + last->offset,
                          "segment %u ends at 0x%" PRIx64 ", the file at 0x%zx",
                          app->segment_count - 1,
                          (uint64_t)offset + last->offset + last->size, survey->size);
}

bool image_look_program(struct image_survey *survey, uint32_t offset, uint32_t room,
                        const char *name)
{
    const struct esp_chipfacts *chip;
    struct image_trouble trouble;
    struct image_app app;
    const uint8_t *data;
    size_t size;
    bool whole;

    if (offset >= survey->size)
        return false;
    data = survey->data + offset;
    size = survey->size - offset;
    if (data[0] != 0xe9 && data[0] != 0xea)
        return false;
    chip = image_header_chip(survey->chip, data, size);
    whole = image_app_parse(&app, chip ? chip : survey->chip, data, size, &trouble);
    if (!whole)
        tell_in_image(&trouble, &app, survey, offset);
    add_program(survey, &app, offset, room, name, whole ? NULL : &trouble);
    return true;
}

/* Looks at a place where chance may have made a header.  Returns the bytes that were looked
 * at. */
static size_t look_by_chance(struct image_survey *survey, uint32_t offset)
{
    const uint8_t *data = survey->data + offset;
    size_t size = survey->size - offset;
    struct image_trouble trouble;
    struct image_app app;

    if (!image_app_begins(data, size) || !image_app_parse(&app, NULL, data, size, &trouble))
        return 0;
    if (app.checksum.right)
        add_program(survey, &app, offset, 0, NULL, NULL);
    return app.size;
}

void image_look_programs(struct image_survey *survey)
{
    /* An image that is made to be slow has a header in each sector. */
    uint64_t patience = 4 * (uint64_t)survey->size + (1 << 20);
    uint32_t offset = 0;

    while (offset < survey->size && patience > 0) {
        uint32_t behind = image_look_behind(survey, offset);
        size_t looked;

        if (behind > offset) {
            offset = (behind + IMAGE_SECTOR - 1) & ~(uint32_t)(IMAGE_SECTOR - 1);
            continue;
        }
        if (is_known_place(survey, offset) && image_look_program(survey, offset, 0, NULL))
            continue;
        looked = look_by_chance(survey, offset);
        patience -= looked < patience ? looked : patience;
        if (image_look_behind(survey, offset) == offset)
            offset += IMAGE_SECTOR;
    }
}
