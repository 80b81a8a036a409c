/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks through an image, and lists what it contains.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/survey/image_look.h"

#include <inttypes.h>

#include "base/bytes.h"
#include "image/imageheader.h"
#include "image/layout/layout_find.h"
#include "image/survey/describe_part.h"
#include "image/survey/image_look_impl.h"

/* Programs begin with this byte.  What boots from another place than 0 has none there. */
enum { FIRST_BYTE = 0xe9 };

/* Is the image a whole flash?  Flashes have these sizes, and programs do not. */
static bool is_whole_flash(size_t size)
{
    return size >= 256 << 10 && (size & (size - 1)) == 0;
}

/* Does a bootloader, or a program in its place, lie there? */
static bool boots_at(const struct image_survey *survey, uint32_t offset)
{
    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];

        if (part->offset == offset &&
            (part->kind == IMAGE_PART_BOOTLOADER || part->kind == IMAGE_PART_APPLICATION))
            return true;
    }
    return false;
}

/* The chip boots from one place, so a bootloader anywhere else does not start.  A file may
 * consist of a bootloader alone. */
static void check_bootloader(struct image_survey *survey, bool is_flash)
{
    const struct image_part *boot = image_survey_find(survey, IMAGE_PART_BOOTLOADER);
    uint32_t wanted;

    if (!survey->chip || boots_at(survey, survey->chip->boot_offset))
        return;
    wanted = survey->chip->boot_offset;
    if (boot && (boot->offset != 0 || survey->count > 1))
        image_fact_fault(&survey->whole, "boot-offset",
                         "the bootloader is at 0x%" PRIx32 "; the %s looks for it at 0x%" PRIx32,
                         boot->offset, survey->chip->name, wanted);
    else if (!boot && is_flash && wanted < survey->size)
        image_fact_fault(&survey->whole, "boot-offset",
                         "there is no program at 0x%" PRIx32 ", where the %s boots from: the byte"
                         " there is 0x%02x",
                         wanted, survey->chip->name, survey->data[wanted]);
}

static void describe_whole(struct image_survey *survey)
{
    const struct image_part *first = survey->count > 0 ? survey->parts[0] : NULL;
    const struct image_fact *flash = first ? image_fact_find(first, "flash-size") : NULL;
    struct image_part *whole = &survey->whole;

    image_fact_bytes(whole, "size", survey->size);
    if (survey->chip)
        image_fact_text(whole, "chip", survey->chip->name);
    if (!flash || flash->type != IMAGE_FACT_BYTES)
        return;
    image_fact_bytes(whole, "flash-size", flash->number);
    if (is_whole_flash(survey->size) && flash->number != survey->size)
        image_fact_warning(whole, "flash-size",
                           "the header says that the flash has 0x%" PRIx64 " bytes, the image has 0x%zx",
                           flash->number, survey->size);
}

/* The file system of a layout that has a name, if the flash has one. */
static void look_for_file_system(struct image_survey *survey)
{
    const struct image_layout *layout;
    struct image_part *part;
    const uint8_t *data;
    struct image_fs fs;
    uint32_t size;

    layout = image_layout_find(survey->data, survey->size, (uint32_t)survey->size);
    if (!layout)
        return;
    size = image_layout_fs_size(layout);
    data = survey->data + layout->fs_start;
    if (!image_fs_find(&fs, data, size))
        return;
    image_fact_text(&survey->whole, "layout", layout->name);
    part = image_survey_add(survey, IMAGE_PART_FILE_SYSTEM, "fs", layout->fs_start, size);
    image_describe_fs(part, &fs);
    image_describe_espeasy(part, data, size);
}

/* Chips with plain headers have fixed places in place of a table. */
static void look_without_table(struct image_survey *survey)
{
    if (survey->chip && survey->chip->extended_header) {
        image_fact_fault(&survey->whole, "partition-table",
                         "no partition table is found; its usual place is 0x%x", IMAGE_TABLE_OFFSET);
        return;
    }
    if (survey->chip)
        image_survey_sdk(survey, (uint32_t)survey->size);
    look_for_file_system(survey);
    image_survey_tasmota(survey);
}

/* A file system alone, as tools make it. */
static void look_for_file_system_alone(struct image_survey *survey)
{
    struct image_part *part;
    struct image_fs fs;

    if (survey->size == 0 || !image_fs_find(&fs, survey->data, survey->size))
        return;
    part = image_survey_add(survey, IMAGE_PART_FILE_SYSTEM, "fs", 0, (uint32_t)survey->size);
    image_describe_fs(part, &fs);
    image_describe_espeasy(part, survey->data, survey->size);
}

/* Nothing at all was found.  A blank flash is nothing unusual; a file that is no image is. */
static void tell_nothing_known(struct image_survey *survey)
{
    const char *wrapping = image_wrapping(survey->data, survey->size);

    if (wrapping)
        image_fact_fault(&survey->whole, "contents", "this is %s", wrapping);
    else if (esp_blank(survey->data, survey->size))
        image_fact_flag(&survey->whole, "blank", true);
    else
        image_fact_fault(&survey->whole, "contents",
                         "neither a program nor a partition table nor a file system is found;"
                         " the first byte is 0x%02x",
                         survey->data[0]);
}

void image_survey_look(struct image_survey *survey, const uint8_t *data, size_t size,
                       const struct esp_chipfacts *chip)
{
    bool whole = is_whole_flash(size), table;

    image_survey_init(survey, data, size);
    survey->chip = chip ? chip : image_look_chip(data, size);
    /* An application that was padded, or its partition alone, may have a flash's size. */
    if (survey->chip && survey->chip->boot_offset != 0 && data[0] == FIRST_BYTE)
        whole = false;
    table = image_look_partitions(survey, whole ? size : 0);
    image_look_programs(survey);
    if (!table && whole)
        look_without_table(survey);
    image_survey_sort(survey);
    if (survey->count == 0)
        look_for_file_system_alone(survey);
    if (survey->count == 0)
        tell_nothing_known(survey);
    describe_whole(survey);
    check_bootloader(survey, whole);
}
