/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device lines: keeping, parsing and printing them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/devline.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digit.h"
#include "esp/session.h"
#include "text/metaline.h"

void esp_devline_init(struct esp_devline *line)
{
    *line = (struct esp_devline){0};
}

void esp_devline_free(struct esp_devline *line)
{
    for (size_t i = 0; i < line->count; i++) {
        free(line->fields[i].key);
        free(line->fields[i].value);
    }
    free(line->fields);
    esp_devline_init(line);
}

static struct esp_devline_field *find(const struct esp_devline *line, const char *key)
{
    for (size_t i = 0; i < line->count; i++)
        if (strcmp(line->fields[i].key, key) == 0)
            return &line->fields[i];
    return NULL;
}

static bool is_key(const char *key)
{
    return *key && key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0';
}

static int append(struct esp_devline *line, const char *key, char *value)
{
    struct esp_devline_field *fields =
        realloc(line->fields, (line->count + 1) * sizeof(*line->fields));
    char *copy;

    if (!fields)
        return ESP_ERR_NOMEM;
    line->fields = fields;
    copy = strdup(key);
    if (!copy)
        return ESP_ERR_NOMEM;
    fields[line->count++] = (struct esp_devline_field){.key = copy, .value = value};
    return 0;
}

int esp_devline_set(struct esp_devline *line, const char *key, const char *value)
{
    struct esp_devline_field *field = find(line, key);
    char *copy;
    int err = 0;

    if (!is_key(key))
        return ESP_ERR_ARG;
    copy = strdup(value);
    if (!copy)
        return ESP_ERR_NOMEM;
    if (field) {
        free(field->value);
        field->value = copy;
    } else {
        err = append(line, key, copy);
        if (err)
            free(copy);
    }
    return err;
}

int esp_devline_setf(struct esp_devline *line, const char *key, const char *format, ...)
{
    va_list args;
    char *value;
    int n, err;

    va_start(args, format);
    n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    value = n < 0 ? NULL : malloc((size_t)n + 1);
    if (!value)
        return ESP_ERR_NOMEM;
    va_start(args, format);
    vsnprintf(value, (size_t)n + 1, format, args);
    va_end(args);
    err = esp_devline_set(line, key, value);
    free(value);
    return err;
}

const char *esp_devline_get(const struct esp_devline *line, const char *key)
{
    const struct esp_devline_field *field = find(line, key);

    return field ? field->value : NULL;
}

/* ---- parsing ---- */

/* Decodes in place.  False for a bad escape, or for %00, because a value is a C string. */
static bool decode(char *text)
{
    char *out = text;

    for (; *text; text++) {
        int high, low;

        if (*text != '%') {
            *out++ = *text;
            continue;
        }
        high = esp_digit(text[1]);
        low = high < 0 ? -1 : esp_digit(text[2]);
        if (low < 0 || (high == 0 && low == 0))
            return false;
        *out++ = (char)(high << 4 | low);
        text += 2;
    }
    *out = '\0';
    return true;
}

static int parse_word(struct esp_devline *line, char *word)
{
    char *value = strchr(word, '=');

    if (!value)
        return ESP_ERR_ARG;
    *value++ = '\0';
    if (!decode(value) || find(line, word))
        return ESP_ERR_ARG;
    return esp_devline_set(line, word, value);
}

int esp_devline_parse(struct esp_devline *line, const char *text)
{
    char *copy = strdup(text), *rest = copy, *word;
    int err = copy ? 0 : ESP_ERR_NOMEM;

    while (!err && (word = strtok_r(rest, " \r\n", &rest)) != NULL)
        err = parse_word(line, word);
    free(copy);
    return err;
}

/* ---- printing ---- */

/* Prints port= first, then the other fields in the order in which they were set. */
int esp_devline_print(const struct esp_devline *line, FILE *stream)
{
    const struct esp_devline_field *port = find(line, "port");
    const char *space = "";

    if (port) {
        fputs("port=", stream);
        metaline_print_value(port->value, stream);
        space = " ";
    }
    for (size_t i = 0; i < line->count; i++) {
        if (&line->fields[i] == port)
            continue;
        fprintf(stream, "%s%s=", space, line->fields[i].key);
        metaline_print_value(line->fields[i].value, stream);
        space = " ";
    }
    putc('\n', stream);
    return 0;
}

static bool is_number(const struct esp_devline_field *field)
{
    static const char *const keys[] = {"flash-size", "flash-reach", "flash-repeats",
                                       "offset", "size", "crystal"};
    size_t length = strlen(field->value);

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strcmp(field->key, keys[i]) == 0)
            return length > 0 && length <= 18 &&
                   strspn(field->value, "0123456789") == length;
    return false;
}

static json_t *json_value(const struct esp_devline_field *field)
{
    if (is_number(field))
        return json_integer(strtoll(field->value, NULL, 10));
    return metaline_json_string(field->value);
}

int esp_devline_print_json(const struct esp_devline *line, FILE *stream)
{
    json_t *object = json_object();
    const struct esp_devline_field *port = find(line, "port");
    bool complete = object != NULL;
    int err = ESP_ERR_NOMEM;

    if (complete && port)
        complete = json_object_set_new(object, "port", json_value(port)) == 0;
    for (size_t i = 0; complete && i < line->count; i++)
        complete = json_object_set_new(object, line->fields[i].key,
                                       json_value(&line->fields[i])) == 0;
    if (complete)
        err = metaline_print_json(object, 0, stream);
    json_decref(object);
    return err;
}

/* ---- the board ---- */

static int set_flash_size(struct esp_devline *line, const struct esp_board *board)
{
    int err = board->flash_size ? esp_devline_setf(line, "flash-size", "%u", board->flash_size)
                                : esp_devline_set(line, "flash-size", "unknown");

    if (!err && board->flash_size_told)
        err = esp_devline_set(line, "flash-size-from", "option");
    if (!err && board->flash_reach)
        err = esp_devline_setf(line, "flash-reach", "%u", board->flash_reach);
    if (!err && board->flash_repeats)
        err = esp_devline_setf(line, "flash-repeats", "%u", board->flash_repeats);
    return err;
}

static int set_flash(struct esp_devline *line, const struct esp_board *board)
{
    uint32_t id = board->jedec_id;
    int err = 0;

    if (id)
        err = esp_devline_setf(line, "flash-id", "%02x%02x%02x", id & 0xff, id >> 8 & 0xff,
                               id >> 16 & 0xff);
    return err ? err : set_flash_size(line, board);
}

static int set_mac(struct esp_devline *line, const char *key, bool known, const uint8_t mac[6])
{
    return !known ? 0
                  : esp_devline_setf(line, key, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1],
                                     mac[2], mac[3], mac[4], mac[5]);
}

static int set_eui64(struct esp_devline *line, const uint8_t eui[8])
{
    return esp_devline_setf(line, "eui64", "%02x:%02x:%02x:%02x:%02x:%02x:%02x:%02x", eui[0],
                            eui[1], eui[2], eui[3], eui[4], eui[5], eui[6], eui[7]);
}

/* Sets the key if the value says something. */
static int set_word(struct esp_devline *line, const char *key, const char *value)
{
    return value[0] ? esp_devline_set(line, key, value) : 0;
}

static int set_chip(struct esp_devline *line, const struct esp_board *board)
{
    int err = set_word(line, "chip", board->chip_name);

    if (!err)
        err = set_word(line, "revision", board->revision);
    if (!err)
        err = set_mac(line, "mac", board->has_mac, board->mac);
    if (!err)
        err = set_mac(line, "custom-mac", board->has_custom_mac, board->custom_mac);
    if (!err && board->has_eui64)
        err = set_eui64(line, board->eui64);
    if (!err && board->crystal_hz)
        err = esp_devline_setf(line, "crystal", "%u", board->crystal_hz);
    return err ? err : set_word(line, "features", board->features);
}

static int set_security(struct esp_devline *line, const struct esp_board *board)
{
    int err = set_word(line, "flash-encryption", board->flash_encrypted ? "on" : "");

    if (!err && board->secure_download)
        err = esp_devline_set(line, "secure-download", "on");
    if (!err && board->secure_boot)
        err = esp_devline_setf(line, "secure-boot", "v%u", board->secure_boot);
    return err ? err : set_word(line, "disabled", board->disabled);
}

int esp_devline_set_board(struct esp_devline *line, const struct esp_board *board)
{
    int err = set_chip(line, board);

    if (!err)
        err = set_security(line, board);
    if (!err)
        err = set_word(line, "flash-voltage", board->flash_voltage);
    if (!err)
        err = set_word(line, "flash-pads", board->flash_pads);
    return err ? err : set_flash(line, board);
}
