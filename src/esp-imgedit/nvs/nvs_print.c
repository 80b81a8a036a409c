/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the values of an NVS partition.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/nvs/nvs_print.h"

#include <inttypes.h>
#include <jansson.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/number.h"
#include "cli/visible.h"
#include "image/nvs/edit/nvs_secret.h"
#include "image/nvs/edit/nvs_text.h"
#include "text/metaline.h"

struct printing {
    const struct nvs_listing *listing;
    json_t *values;
    bool no_memory;
};

enum { NAME_MAX_SIZE = 2 * IMAGE_NVS_KEY_MAX + 2, DIGITS_SHOWN = 64 };

/* A namespace without a name is shown by its number. */
static void format_name(char *name, const struct image_nvs_value *value)
{
    if (value->space)
        snprintf(name, NAME_MAX_SIZE, "%s/%s", value->space, value->key);
    else
        snprintf(name, NAME_MAX_SIZE, "%u/%s", value->space_number, value->key);
}

static bool is_hidden(const struct nvs_listing *listing, const struct image_nvs_value *value)
{
    return !listing->show_secrets && image_nvs_is_secret(value);
}

static uint32_t offset_of(const struct nvs_listing *listing, const struct image_nvs_value *value)
{
    return listing->work->offset + (uint32_t)(value->entry.raw - listing->work->plain);
}

/* The value's text; NULL: it is hidden or not complete, or memory is out. */
static char *text_of(struct printing *printing, const struct image_nvs_value *value)
{
    char *text;

    if (is_hidden(printing->listing, value) || !value->complete)
        return NULL;
    text = image_nvs_text_format(printing->listing->nvs, value);
    printing->no_memory |= !text;
    return text;
}

static void free_text(char *text)
{
    if (text)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
}

/* ---- for people ---- */

static void print_visible(struct printing *printing, const char *text)
{
    char *visible = malloc(strlen(text) * VISIBLE_EXPANSION + 1);

    printing->no_memory |= !visible;
    if (!visible)
        return;
    visible_copy(visible, text);
    fputs(visible, stdout);
    free_text(visible);
}

static bool print_value_text(void *context, const struct image_nvs_value *value)
{
    struct printing *printing = context;
    char name[NAME_MAX_SIZE], visible[NAME_MAX_SIZE * VISIBLE_EXPANSION];
    char *text = text_of(printing, value);

    format_name(name, value);
    visible_copy(visible, name);
    printf("%-31s  %-6s  ", visible, image_nvs_type_name(value->type));
    if (is_hidden(printing->listing, value))
        printf("(hidden, %" PRIu32 " bytes)", value->size);
    else if (!value->complete)
        printf("(damaged, %" PRIu32 " bytes)", value->size);
    else if (text && value->type == IMAGE_NVS_BLOB && strlen(text) > DIGITS_SHOWN)
        printf("%.*s... (%" PRIu32 " bytes)", DIGITS_SHOWN, text, value->size);
    else if (text && value->type == IMAGE_NVS_STRING)
        print_visible(printing, text);
    else if (text)
        fputs(text, stdout);
    putchar('\n');
    free_text(text);
    return !printing->no_memory;
}

bool nvs_print_text(const struct nvs_listing *listing)
{
    struct printing printing = {.listing = listing};
    char size[32];

    number_format_size(size, sizeof(size), listing->work->size);
    printf("%s: NVS at 0x%" PRIx32 ", %s%s\n", listing->title, listing->work->offset, size,
           listing->work->keys ? ", encrypted" : "");
    image_nvs_each(listing->nvs, print_value_text, &printing);
    return !printing.no_memory;
}

/* ---- lines ---- */

static bool print_value_line(void *context, const struct image_nvs_value *value)
{
    struct printing *printing = context;
    char name[NAME_MAX_SIZE];
    char *text = text_of(printing, value);

    format_name(name, value);
    fputs("value=", stdout);
    metaline_print_value(name, stdout);
    printf(" type=%s size=%" PRIu32 " offset=%" PRIu32, image_nvs_type_name(value->type),
           value->size, offset_of(printing->listing, value));
    if (image_nvs_is_secret(value))
        fputs(" secret=yes", stdout);
    if (!value->complete)
        fputs(" damaged=yes", stdout);
    if (text) {
        fputs(" text=", stdout);
        metaline_print_value(text, stdout);
    }
    putchar('\n');
    free_text(text);
    return !printing->no_memory;
}

bool nvs_print_lines(const struct nvs_listing *listing)
{
    struct printing printing = {.listing = listing};

    fputs("nvs=", stdout);
    metaline_print_value(listing->part->name, stdout);
    printf(" offset=%" PRIu32 " size=%zu encrypted=%s faults=%zu\n", listing->work->offset,
           listing->work->size, listing->work->keys ? "yes" : "no", listing->part->survey->faults);
    image_nvs_each(listing->nvs, print_value_line, &printing);
    return !printing.no_memory;
}

/* ---- JSON ---- */

/* json_object_set_new() refuses a NULL, and the object is freed by its owner. */
static bool fill_object(struct printing *printing, json_t *object,
                        const struct image_nvs_value *value, const char *text)
{
    char number[8];
    bool secret = image_nvs_is_secret(value);

    snprintf(number, sizeof(number), "%u", value->space_number);
    return json_object_set_new(object, "namespace",
                               metaline_json_string(value->space ? value->space : number)) == 0 &&
           json_object_set_new(object, "key", metaline_json_string(value->key)) == 0 &&
           json_object_set_new(object, "type", json_string(image_nvs_type_name(value->type))) == 0 &&
           json_object_set_new(object, "size", json_integer(value->size)) == 0 &&
           json_object_set_new(object, "offset",
                               json_integer(offset_of(printing->listing, value))) == 0 &&
           json_object_set_new(object, "secret", json_boolean(secret)) == 0 &&
           (value->complete || json_object_set_new(object, "damaged", json_true()) == 0) &&
           (!text || json_object_set_new(object, "text", metaline_json_string(text)) == 0);
}

static bool add_value_json(void *context, const struct image_nvs_value *value)
{
    struct printing *printing = context;
    json_t *object = json_object();
    char *text = text_of(printing, value);

    if (json_array_append_new(printing->values, object) != 0 ||
        !fill_object(printing, object, value, text))
        printing->no_memory = true;
    free_text(text);
    return !printing->no_memory;
}

static bool add_faults(json_t *faults, const struct image_part *part)
{
    for (size_t i = 0; i < part->fact_count; i++) {
        if (part->facts[i].type == IMAGE_FACT_FAULT &&
            json_array_append_new(faults, metaline_json_string(part->facts[i].text)) != 0)
            return false;
    }
    return true;
}

bool nvs_print_json(const struct nvs_listing *listing)
{
    struct printing printing = {.listing = listing, .values = json_array()};
    json_t *object = json_object(), *faults = json_array();
    bool good;

    image_nvs_each(listing->nvs, add_value_json, &printing);
    good = !printing.no_memory && add_faults(faults, listing->part) &&
           json_object_set_new(object, "image", metaline_json_string(listing->title)) == 0 &&
           json_object_set_new(object, "name", metaline_json_string(listing->part->name)) == 0 &&
           json_object_set_new(object, "offset", json_integer(listing->work->offset)) == 0 &&
           json_object_set_new(object, "size", json_integer((json_int_t)listing->work->size)) == 0 &&
           json_object_set_new(object, "encrypted", json_boolean(listing->work->keys)) == 0 &&
           json_object_set(object, "faults", faults) == 0 &&
           json_object_set(object, "values", printing.values) == 0 &&
           metaline_print_json(object, JSON_INDENT(2), stdout) == 0;
    json_decref(faults);
    json_decref(printing.values);
    json_decref(object);
    return good;
}
