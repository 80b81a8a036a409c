/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two images, as keys and values for other programs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdio.h>
#include <string.h>

#include "esp-imgedit/diff/diff.h"

static void add(struct diff_fields *fields, const char *key, enum image_fact_type type,
                uint64_t number, const char *text)
{
    if (fields->count < DIFF_FIELDS_MAX)
        fields->fields[fields->count++] =
            (struct diff_field){.key = key, .type = type, .number = number, .text = text};
}

static void add_text(struct diff_fields *fields, const char *key, const char *text)
{
    add(fields, key, IMAGE_FACT_TEXT, 0, text);
}

static void add_count(struct diff_fields *fields, const char *key, uint64_t number)
{
    add(fields, key, IMAGE_FACT_COUNT, number, NULL);
}

static void add_fact(struct diff_fields *fields, const char *key, const struct image_fact *fact)
{
    if (fact)
        add(fields, key, fact->type, fact->number, fact->text);
}

void diff_fields_of_total(struct diff_fields *fields, const struct diff *diff)
{
    *fields = (struct diff_fields){0};
    add_text(fields, "image", diff->title);
    add_text(fields, "old", diff->old_title);
    add_count(fields, "size", diff->survey->size);
    add_count(fields, "old-size", diff->old_survey->size);
    add_count(fields, "different", diff->ranges.different);
}

void diff_fields_of_range(struct diff_fields *fields, const struct image_range *range)
{
    *fields = (struct diff_fields){0};
    add_count(fields, "range", range->offset);
    add_count(fields, "size", range->size);
    add_count(fields, "different", range->different);
    if (!range->part)
        return;
    add_text(fields, "part", image_part_kind_name(range->part->kind));
    add_text(fields, "name", range->part->name);
}

/* As --info names the keys of faults and warnings. */
static void add_key(struct diff_fields *fields, const struct image_fact *fact)
{
    const char *prefix = fact->type == IMAGE_FACT_FAULT     ? "fault-"
                         : fact->type == IMAGE_FACT_WARNING ? "warning-"
                                                            : "";

    snprintf(fields->key, sizeof(fields->key), "%s%s", prefix, fact->key);
    add_text(fields, "key", fields->key);
}

static void add_facts(struct diff_fields *fields, const struct image_change *change)
{
    bool new_one = change->new_fact != NULL;
    const struct image_fact *fact = new_one ? change->new_fact : change->old_fact;

    if (fact->list) {
        image_item_name(fields->item, sizeof(fields->item),
                        new_one ? change->new_part : change->old_part, fact);
        add_text(fields, "list", fact->list);
        add_text(fields, "item", fields->item);
    }
    if (change->kind != IMAGE_CHANGE_FACT && change->kind != IMAGE_CHANGE_ITEM_FACT)
        return;
    add_key(fields, fact);
    add_fact(fields, "old", change->old_fact);
    add_fact(fields, "new", change->new_fact);
}

static void add_places(struct diff_fields *fields, const struct image_change *change)
{
    const struct image_part *part = change->new_part ? change->new_part : change->old_part;

    add_count(fields, "offset", part->offset);
    if (change->kind == IMAGE_CHANGE_PART_MOVED)
        add_count(fields, "old-offset", change->old_part->offset);
    add_count(fields, "size", part->size);
    if (change->kind == IMAGE_CHANGE_PART_RESIZED)
        add_count(fields, "old-size", change->old_part->size);
    if (change->kind == IMAGE_CHANGE_PART_KIND)
        add_text(fields, "old-part", image_part_kind_name(change->old_part->kind));
    if (change->kind == IMAGE_CHANGE_PART_RENAMED)
        add_text(fields, "old-name", change->old_part->name);
}

void diff_fields_of_change(struct diff_fields *fields, const struct image_change *change)
{
    static const char *const kinds[] = {
        [IMAGE_CHANGE_PART_ADDED] = "part-added",
        [IMAGE_CHANGE_PART_REMOVED] = "part-removed",
        [IMAGE_CHANGE_PART_KIND] = "part-kind",
        [IMAGE_CHANGE_PART_RENAMED] = "part-renamed",
        [IMAGE_CHANGE_PART_MOVED] = "part-moved",
        [IMAGE_CHANGE_PART_RESIZED] = "part-resized",
        [IMAGE_CHANGE_FACT] = "fact",
        [IMAGE_CHANGE_ITEM_ADDED] = "item-added",
        [IMAGE_CHANGE_ITEM_REMOVED] = "item-removed",
        [IMAGE_CHANGE_ITEM] = "item",
        [IMAGE_CHANGE_ITEM_FACT] = "item-fact",
    };
    const struct image_part *part = change->new_part ? change->new_part : change->old_part;

    *fields = (struct diff_fields){0};
    add_text(fields, "change", kinds[change->kind]);
    if (part->name) { /* else the facts are about the whole image */
        add_text(fields, "part", image_part_kind_name(part->kind));
        add_text(fields, "name", part->name);
    }
    if (change->kind < IMAGE_CHANGE_FACT)
        add_places(fields, change);
    else
        add_facts(fields, change);
}
