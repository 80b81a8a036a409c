/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image contains: the list of its parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/survey/survey.h"

#include <stdlib.h>
#include <string.h>

const char *image_part_kind_name(enum image_part_kind kind)
{
    static const char *const names[IMAGE_PART_KINDS] = {
        [IMAGE_PART_BOOTLOADER] = "bootloader",   [IMAGE_PART_APPLICATION] = "application",
        [IMAGE_PART_TABLE] = "partition-table",   [IMAGE_PART_OTADATA] = "otadata",
        [IMAGE_PART_NVS] = "nvs",                 [IMAGE_PART_FILE_SYSTEM] = "file-system",
        [IMAGE_PART_SDK] = "sdk",                 [IMAGE_PART_RF] = "rf",
        [IMAGE_PART_SETTINGS] = "settings",       [IMAGE_PART_DATA] = "data",
        [IMAGE_PART_BLANK] = "blank",
    };

    return names[kind];
}

void image_survey_init(struct image_survey *survey, const uint8_t *data, size_t size)
{
    *survey = (struct image_survey){.data = data, .size = size};
    survey->whole.survey = survey;
}

static void free_facts(struct image_part *part)
{
    for (size_t i = 0; i < part->fact_count; i++)
        free(part->facts[i].text);
    free(part->facts);
}

static void free_part(struct image_part *part)
{
    if (!part)
        return;
    free_facts(part);
    free(part->name);
    free(part);
}

void image_survey_free(struct image_survey *survey)
{
    for (size_t i = 0; i < survey->count; i++)
        free_part(survey->parts[i]);
    free(survey->parts);
    free_facts(&survey->whole);
    *survey = (struct image_survey){0};
}

static bool make_room(struct image_survey *survey)
{
    size_t room = survey->room ? 2 * survey->room : 16;
    struct image_part **parts;

    if (survey->count < survey->room)
        return true;
    parts = realloc(survey->parts, room * sizeof(struct image_part *));
    if (!parts)
        return false;
    survey->parts = parts;
    survey->room = room;
    return true;
}

struct image_part *image_survey_add(struct image_survey *survey, enum image_part_kind kind,
                                    const char *name, uint32_t offset, uint32_t size)
{
    struct image_part *part = calloc(1, sizeof(*part));

    if (part)
        part->name = strdup(name);
    if (!part || !part->name || !make_room(survey)) {
        free_part(part);
        survey->out_of_memory = true;
        return &survey->whole;
    }
    part->kind = kind;
    part->offset = offset;
    part->size = size;
    part->survey = survey;
    survey->parts[survey->count++] = part;
    return part;
}

static int compare_parts(const void *a, const void *b)
{
    const struct image_part *one = *(struct image_part *const *)a;
    const struct image_part *other = *(struct image_part *const *)b;

    if (one->offset != other->offset)
        return one->offset < other->offset ? -1 : 1;
    if (one->size != other->size)
        return one->size > other->size ? -1 : 1;
    return (int)one->kind - (int)other->kind;
}

void image_survey_sort(struct image_survey *survey)
{
    if (survey->count > 0)
        qsort(survey->parts, survey->count, sizeof(struct image_part *), compare_parts);
}

const struct image_part *image_survey_find(const struct image_survey *survey,
                                           enum image_part_kind kind)
{
    for (size_t i = 0; i < survey->count; i++)
        if (survey->parts[i]->kind == kind)
            return survey->parts[i];
    return NULL;
}

const struct image_part *image_survey_find_name(const struct image_survey *survey,
                                                const char *name)
{
    for (size_t i = 0; i < survey->count; i++)
        if (strcmp(survey->parts[i]->name, name) == 0)
            return survey->parts[i];
    return NULL;
}
