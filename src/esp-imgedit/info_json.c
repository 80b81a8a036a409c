/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an image contains, as JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <jansson.h>
#include <stdio.h>

#include "base/error.h"
#include "esp-imgedit/info.h"
#include "text/metaline.h"

static json_t *value_of(const struct image_fact *fact)
{
    if (fact->text)
        return metaline_json_string(fact->text);
    if (fact->type == IMAGE_FACT_FLAG)
        return json_boolean(fact->number != 0);
    return json_integer((json_int_t)fact->number);
}

/* The array "key" of an object, which is made if the object has none. */
static json_t *array_in(json_t *object, const char *key)
{
    json_t *array = json_object_get(object, key);

    if (array)
        return array;
    array = json_array();
    return json_object_set_new(object, key, array) == 0 ? array : NULL;
}

/* The object of the list's item to which the fact belongs. */
static json_t *item_of(json_t *part, const struct image_fact *fact)
{
    json_t *array = array_in(part, fact->list);

    while (array && json_array_size(array) <= fact->item)
        if (json_array_append_new(array, json_object()) != 0)
            return NULL;
    return json_array_get(array, fact->item);
}

static bool add_fact(json_t *part, const struct image_fact *fact)
{
    json_t *object = fact->list ? item_of(part, fact) : part;

    if (!object)
        return false;
    if (fact->type == IMAGE_FACT_FAULT)
        return json_array_append_new(array_in(object, "faults"), value_of(fact)) == 0;
    if (fact->type == IMAGE_FACT_WARNING)
        return json_array_append_new(array_in(object, "warnings"), value_of(fact)) == 0;
    return json_object_set_new(object, fact->key, value_of(fact)) == 0;
}

static bool add_facts(json_t *object, const struct image_part *part)
{
    for (size_t i = 0; i < part->fact_count; i++)
        if (!add_fact(object, &part->facts[i]))
            return false;
    return true;
}

static bool add_part(json_t *parts, const struct image_part *part)
{
    json_t *object = json_object();

    /* The array owns the object, even if not all of its facts could be added. */
    return json_array_append_new(parts, object) == 0 &&
           json_object_set_new(object, "part", json_string(image_part_kind_name(part->kind))) == 0 &&
           json_object_set_new(object, "name", metaline_json_string(part->name)) == 0 &&
           json_object_set_new(object, "offset", json_integer(part->offset)) == 0 &&
           json_object_set_new(object, "size", json_integer(part->size)) == 0 &&
           (part->used == 0 ||
            json_object_set_new(object, "used", json_integer(part->used)) == 0) &&
           add_facts(object, part);
}

static bool add_survey(json_t *image, const struct image_survey *survey, const char *title)
{
    json_t *parts;

    if (json_object_set_new(image, "image", metaline_json_string(title)) != 0 ||
        !add_facts(image, &survey->whole) || !(parts = array_in(image, "parts")))
        return false;
    for (size_t i = 0; i < survey->count; i++)
        if (!add_part(parts, survey->parts[i]))
            return false;
    return true;
}

int info_print_json(const struct image_survey *survey, const char *title)
{
    json_t *image = json_object();
    int err = ESP_ERR_NOMEM;

    if (add_survey(image, survey, title))
        err = metaline_print_json(image, JSON_INDENT(2), stdout);
    json_decref(image);
    return err;
}
