/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does anything in an image tell that the image ends where it ends?
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/survey/image_ending.h"

#include <stdio.h>

#include "base/bytes.h"
#include "image/imageheader.h"
#include "image/survey/image_look.h"
#include "image/survey/image_look_impl.h"
#include "image/table/table.h"

/* The smallest flash that a supported chip has. */
enum { FLASH_MIN = 256 << 10 };

static bool is_program(const struct image_part *part)
{
    return part->kind == IMAGE_PART_APPLICATION || part->kind == IMAGE_PART_BOOTLOADER;
}

/* A broken program ends nowhere for certain. */
static bool is_whole_program(const struct image_part *part)
{
    return is_program(part) && part->used > 0 && !image_fact_find(part, "structure");
}

/* The first offset behind what the part holds, which may lie beyond the image. */
static uint64_t end_of(const struct image_part *part)
{
    return (uint64_t)part->offset + (is_whole_program(part) ? part->used : part->size);
}

/* The parameters lie at the end of the flash.  The survey also has their place if something
 * else is there. */
static bool is_at_end_of_flash(const struct image_part *part)
{
    return part->kind == IMAGE_PART_SDK ||
           (part->kind == IMAGE_PART_RF && image_fact_find(part, "version"));
}

/* Behind an application may be its signature.  Behind the first program of an image, other
 * bytes begin the next one. */
static bool is_filler(const struct image_survey *survey, size_t end)
{
    return survey->size - end < 16 || esp_blank(survey->data + end, survey->size - end);
}

static bool explains(const struct image_part *part, const struct image_survey *survey)
{
    uint64_t end = end_of(part);

    if (is_whole_program(part))
        return end <= survey->size && survey->size - end < IMAGE_SECTOR &&
               (part->kind != IMAGE_PART_BOOTLOADER || is_filler(survey, (size_t)end));
    if (part->kind == IMAGE_PART_FILE_SYSTEM)
        return end == survey->size || image_fact_find(&survey->whole, "layout");
    return is_at_end_of_flash(part);
}

/* Is the image as long as the table of partitions? */
static bool is_whole_table(const struct image_survey *survey)
{
    struct image_table table;
    uint64_t end = 0;

    if (!image_table_find(&table, survey->data, survey->size))
        return false;
    for (unsigned i = 0; i < table.count; i++) {
        uint64_t row_end = (uint64_t)table.rows[i].offset + table.rows[i].size;

        end = row_end > end ? row_end : end;
    }
    return end == survey->size;
}

/* Is it certain that the part is there?  A broken program may end anywhere, and the survey has
 * places for data that are blank or hold something else. */
static bool is_known(const struct image_part *part)
{
    return part->kind != IMAGE_PART_BLANK && part->kind != IMAGE_PART_DATA &&
           (!is_program(part) || is_whole_program(part));
}

static void find_last(struct image_ending *ending, const struct image_survey *survey)
{
    for (size_t i = 0; i < survey->count; i++) {
        const struct image_part *part = survey->parts[i];
        uint64_t end = end_of(part);

        if (!is_known(part) || end > survey->size || end < ending->last_end)
            continue;
        ending->last_end = (uint32_t)end;
        snprintf(ending->last, sizeof(ending->last), "%s", part->name);
    }
}

/* Were blank bytes added up to the size of a flash?  A dump that was cut where the flash is
 * blank is shorter than its header says. */
static bool is_padded(const struct image_ending *ending, const struct image_survey *survey)
{
    const size_t size = survey->size;
    bool program = false;

    if (size < FLASH_MIN || (size & (size - 1)) != 0 || size < ending->flash_size)
        return false;
    for (size_t i = 0; i < survey->count; i++)
        program = program || is_whole_program(survey->parts[i]);
    return program && esp_blank(survey->data + ending->last_end, size - ending->last_end);
}

void image_ending_look(struct image_ending *ending, const uint8_t *data, size_t size,
                       const struct esp_chipfacts *chip)
{
    struct image_survey survey;
    struct image_header header;

    *ending = (struct image_ending){0};
    image_header_parse(&header, chip, 0, data, size);
    ending->flash_size = header.flash_size;
    ending->explained = size == header.flash_size;
    if (ending->explained)
        return;
    image_survey_look(&survey, data, size, chip);
    ending->out_of_memory = survey.out_of_memory;
    find_last(ending, &survey);
    for (size_t i = 0; i < survey.count && !ending->explained; i++)
        ending->explained = explains(survey.parts[i], &survey);
    ending->explained = ending->explained || is_whole_table(&survey) ||
                        is_padded(ending, &survey);
    image_survey_free(&survey);
}
