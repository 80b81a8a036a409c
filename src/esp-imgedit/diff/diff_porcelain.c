/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between two images, as lines of key=value and as JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>

#include "base/error.h"
#include "cli/closeout.h"
#include "esp-imgedit/diff/diff.h"
#include "text/metaline.h"

/* ---- lines ---- */

static void print_line(const struct diff_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++) {
        const struct diff_field *field = &fields->fields[i];

        printf("%s%s=", i ? " " : "", field->key);
        if (field->text)
            metaline_print_value(field->text, stdout);
        else if (field->type == IMAGE_FACT_HEX)
            printf("0x%" PRIx64, field->number);
        else if (field->type == IMAGE_FACT_FLAG)
            fputs(field->number ? "yes" : "no", stdout);
        else
            printf("%" PRIu64, field->number);
    }
    putchar('\n');
}

void diff_print_lines(const struct diff *diff)
{
    struct diff_fields fields;

    diff_fields_of_total(&fields, diff);
    print_line(&fields);
    for (size_t i = 0; i < diff->changes.count; i++) {
        diff_fields_of_change(&fields, &diff->changes.changes[i]);
        print_line(&fields);
    }
    for (size_t i = 0; i < diff->ranges.count && !closeout_stdout_failed(); i++) {
        diff_fields_of_range(&fields, &diff->ranges.ranges[i]);
        print_line(&fields);
    }
}

/* ---- JSON ---- */

static json_t *value_of(const struct diff_field *field)
{
    if (field->text)
        return metaline_json_string(field->text);
    if (field->type == IMAGE_FACT_FLAG)
        return json_boolean(field->number != 0);
    return json_integer((json_int_t)field->number);
}

static bool fill(json_t *object, const struct diff_fields *fields)
{
    for (size_t i = 0; i < fields->count; i++)
        if (json_object_set_new(object, fields->fields[i].key, value_of(&fields->fields[i])) != 0)
            return false;
    return true;
}

/* Appends an object to an array. */
static bool append(json_t *array, const struct diff_fields *fields)
{
    json_t *object = json_object();

    return json_array_append_new(array, object) == 0 && fill(object, fields);
}

static bool add_all(json_t *object, const struct diff *diff)
{
    json_t *changes = json_array(), *ranges = json_array();
    bool good = json_object_set_new(object, "changes", changes) == 0;
    struct diff_fields fields;

    /* The object owns both arrays, even if adding them failed. */
    good = json_object_set_new(object, "ranges", ranges) == 0 && good;
    for (size_t i = 0; good && i < diff->changes.count; i++) {
        diff_fields_of_change(&fields, &diff->changes.changes[i]);
        good = append(changes, &fields);
    }
    for (size_t i = 0; good && i < diff->ranges.count; i++) {
        diff_fields_of_range(&fields, &diff->ranges.ranges[i]);
        fields.fields[0].key = "offset";
        good = append(ranges, &fields);
    }
    return good;
}

int diff_print_json(const struct diff *diff)
{
    json_t *object = json_object();
    int err = ESP_ERR_NOMEM;
    struct diff_fields fields;

    diff_fields_of_total(&fields, diff);
    if (fill(object, &fields) && add_all(object, diff))
        err = metaline_print_json(object, JSON_INDENT(2), stdout);
    json_decref(object);
    return err;
}
