/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for the table of partitions in an image, and at the contents of each partition.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>

#include "base/bytes.h"
#include "image/survey/describe_part.h"
#include "image/survey/image_look_impl.h"

/* A partition, as far as it lies within the image. */
struct place {
    const struct image_row *row;
    const uint8_t *data;
    size_t size;
};

static struct image_part *add(struct image_survey *survey, enum image_part_kind kind,
                              const struct place *place)
{
    return image_survey_add(survey, kind, place->row->name, place->row->offset,
                            place->row->size);
}

/* What is in a partition does not decide about its kind, unless a file system is there:
 * partitions for one file system often hold another one. */
static void look_at_contents(struct image_survey *survey, const struct place *place)
{
    struct image_part *part;
    struct image_fs fs;

    if (esp_blank(place->data, place->size)) {
        add(survey, IMAGE_PART_BLANK, place);
    } else if (image_fs_find(&fs, place->data, place->size)) {
        part = add(survey, IMAGE_PART_FILE_SYSTEM, place);
        image_describe_fs(part, &fs);
        image_describe_espeasy(part, place->data, place->size);
    } else if (place->row->type == IMAGE_TYPE_DATA && place->row->subtype == IMAGE_DATA_PHY) {
        add(survey, IMAGE_PART_RF, place);
    } else {
        part = add(survey, IMAGE_PART_DATA, place);
        if (place->row->type == IMAGE_TYPE_APP)
            image_fact_warning(part, "contents",
                               "no program begins at 0x%" PRIx32 ": the byte there is 0x%02x",
                               place->row->offset, place->data[0]);
    }
}

static void look_at_data(struct image_survey *survey, const struct image_table *table,
                         const struct place *place)
{
    struct image_otadata otadata;

    switch (place->row->subtype) {
    case IMAGE_DATA_OTA:
        image_otadata_parse(&otadata, place->data, place->size);
        image_describe_otadata(add(survey, IMAGE_PART_OTADATA, place), &otadata, table);
        break;
    case IMAGE_DATA_NVS:
        image_describe_nvs(add(survey, IMAGE_PART_NVS, place), place->data, place->size);
        break;
    default:
        look_at_contents(survey, place);
        break;
    }
}

static void look_at_row(struct image_survey *survey, const struct image_table *table,
                        const struct image_row *row)
{
    struct place place = {.row = row};
    size_t left;

    if (row->offset >= survey->size || row->size == 0)
        return;
    left = survey->size - row->offset;
    place.data = survey->data + row->offset;
    place.size = row->size < left ? row->size : left;
    if (row->type == IMAGE_TYPE_DATA)
        look_at_data(survey, table, &place);
    else if (row->type != IMAGE_TYPE_APP ||
             !image_look_program(survey, row->offset, row->size, row->name))
        look_at_contents(survey, &place);
}

/* Which application the bootloader starts, and whether it is there. */
static void tell_what_boots(struct image_survey *survey, const struct image_table *table)
{
    const struct image_row *ota = image_table_row(table, IMAGE_TYPE_DATA, IMAGE_DATA_OTA), *boots;
    const struct image_part *part;
    struct image_otadata otadata;

    if (ota && ota->offset < survey->size)
        image_otadata_parse(&otadata, survey->data + ota->offset, survey->size - ota->offset);
    else
        ota = NULL;
    boots = image_table_boot_row(table, ota ? &otadata : NULL);
    if (!boots)
        return;
    image_fact_text(&survey->whole, "boots", boots->name);
    part = image_survey_find_name(survey, boots->name);
    if (part && part->kind == IMAGE_PART_BLANK)
        image_fact_fault(&survey->whole, "boots", "%s at 0x%" PRIx32 " is to boot, and is blank",
                         boots->name, boots->offset);
    else if (part && part->kind == IMAGE_PART_DATA)
        image_fact_fault(&survey->whole, "boots",
                         "%s at 0x%" PRIx32 " is to boot, and holds no program", boots->name,
                         boots->offset);
}

bool image_look_partitions(struct image_survey *survey, uint64_t flash_size)
{
    struct image_table table;

    if (!image_table_find(&table, survey->data, survey->size))
        return false;
    image_describe_table(image_survey_add(survey, IMAGE_PART_TABLE, "partition-table",
                                          table.offset, IMAGE_TABLE_SECTOR),
                         &table, flash_size);
    for (unsigned i = 0; i < table.count; i++)
        look_at_row(survey, &table, &table.rows[i]);
    tell_what_boots(survey, &table);
    return true;
}
