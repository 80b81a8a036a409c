/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Espressif's stub in the JSON text that esptool ships.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/foreign/stubfile.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "esp/foreign/base64.h"

static int wrong(struct esp_fault *fault, const char *key, const char *what)
{
    return esp_fail(fault, ESP_ERR_ARG, "\"%s\" %s", key, what);
}

/* An address, which is a multiple of "unit". */
static int get_address(const json_t *object, const char *key, uint32_t unit, uint32_t *address,
                       struct esp_fault *fault)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number;

    if (!value)
        return wrong(fault, key, "is missing");
    if (!json_is_integer(value))
        return wrong(fault, key, "is no whole number");
    number = json_integer_value(value);
    if (number <= 0 || number > (json_int_t)UINT32_MAX || number % unit != 0)
        return wrong(fault, key, "is no address that code can have");
    *address = (uint32_t)number;
    return 0;
}

static int get_bytes(const json_t *object, struct esp_stubfile_part *part, struct esp_fault *fault)
{
    const json_t *value = json_object_get(object, part->name);
    size_t length;

    if (!json_is_string(value))
        return wrong(fault, part->name, value ? "is no text" : "is missing");
    length = json_string_length(value);
    if (length == 0)
        return wrong(fault, part->name, "is empty");
    if (length > (ESP_STUBFILE_PART_MAX + 2) / 3 * 4)
        return wrong(fault, part->name, "is too large: it has more than 64 KB");
    part->bytes = malloc(ESP_STUBFILE_PART_MAX);
    if (!part->bytes)
        return esp_fail(fault, ESP_ERR_NOMEM, "out of memory");
    if (!esp_base64_decode(json_string_value(value), length, part->bytes, ESP_STUBFILE_PART_MAX,
                           &part->size))
        return wrong(fault, part->name, "is no base64");
    return 0;
}

/* Adds a part to the stub: the bytes under a key, for the address under another. */
static int add_part(struct esp_stubfile *stub, const json_t *object, const char *name,
                    const char *start, struct esp_fault *fault)
{
    struct esp_stubfile_part *part = &stub->parts[stub->count];
    int err;

    part->name = name;
    err = get_address(object, start, 4, &part->address, fault);
    if (!err)
        err = get_bytes(object, part, fault);
    stub->count++; /* after an error, too: there may be bytes to free */
    if (!err && part->size > UINT32_MAX - part->address)
        err = wrong(fault, name, "goes past the last address");
    return err;
}

static bool overlap(const struct esp_stubfile_part *one, const struct esp_stubfile_part *other)
{
    return one->address < other->address + other->size &&
           other->address < one->address + one->size;
}

static int check(const struct esp_stubfile *stub, struct esp_fault *fault)
{
    const struct esp_stubfile_part *text = &stub->parts[0];

    if (stub->entry < text->address || stub->entry - text->address >= text->size)
        return wrong(fault, "entry", "is not in \"text\"");
    if (stub->count > 1 && overlap(text, &stub->parts[1]))
        return wrong(fault, "data", "overlaps \"text\"");
    return 0;
}

static int parse_object(struct esp_stubfile *stub, const json_t *object, struct esp_fault *fault)
{
    int err;

    if (!json_is_object(object))
        return esp_fail(fault, ESP_ERR_ARG, "it is no JSON object");
    err = get_address(object, "entry", 1, &stub->entry, fault);
    if (!err)
        err = add_part(stub, object, "text", "text_start", fault);
    if (!err && json_object_get(object, "data"))
        err = add_part(stub, object, "data", "data_start", fault);
    if (!err && json_object_get(object, "bss_start"))
        err = get_address(object, "bss_start", 1, &stub->bss, fault);
    return err ? err : check(stub, fault);
}

int esp_stubfile_parse(struct esp_stubfile *stub, const uint8_t *json, size_t size,
                       struct esp_fault *fault)
{
    json_error_t error;
    json_t *object;
    int err;

    *stub = (struct esp_stubfile){0};
    if (size > ESP_STUBFILE_MAX)
        return esp_fail(fault, ESP_ERR_ARG, "it is too large");
    object = json_loadb((const char *)json, size, JSON_REJECT_DUPLICATES, &error);
    if (!object)
        return esp_fail(fault, ESP_ERR_ARG, "it is no JSON: line %d: %.100s", error.line,
                        error.text);
    err = parse_object(stub, object, fault);
    json_decref(object);
    return err;
}

void esp_stubfile_free(struct esp_stubfile *stub)
{
    for (unsigned i = 0; i < stub->count; i++)
        free(stub->parts[i].bytes);
    *stub = (struct esp_stubfile){0};
}
