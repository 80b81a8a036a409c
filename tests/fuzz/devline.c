/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzz target: a device line that is accepted survives printing and parsing, and makes good
 * JSON.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <jansson.h>

#include "esp/session/devline.h"
#include "fuzz/lib/fuzz.h"

static char *print(const struct esp_devline *line, int (*printer)(const struct esp_devline *, FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);

    FUZZ_CHECK(stream);
    FUZZ_CHECK(printer(line, stream) == ESP_OK);
    FUZZ_CHECK(fclose(stream) == 0 && strlen(text) == size);
    return text;
}

/* The text is one line of printable ASCII, whatever bytes the values hold. */
static void check_text(const char *text)
{
    size_t length = strlen(text);

    FUZZ_CHECK(length > 0 && text[length - 1] == '\n');
    for (size_t i = 0; i + 1 < length; i++)
        FUZZ_CHECK(text[i] >= ' ' && text[i] < 0x7f);
}

/* Both have the same keys with the same values. */
static void check_same(const struct esp_devline *line, const struct esp_devline *other)
{
    FUZZ_CHECK(line->count == other->count);
    for (size_t i = 0; i < line->count; i++) {
        const char *value = esp_devline_get(other, line->fields[i].key);

        FUZZ_CHECK(value && strcmp(value, line->fields[i].value) == 0);
    }
}

static void check_again(const struct esp_devline *line, const char *text)
{
    struct esp_devline again;
    char *printed;

    esp_devline_init(&again);
    FUZZ_CHECK(esp_devline_parse(&again, text) == ESP_OK);
    check_same(line, &again);
    printed = print(&again, esp_devline_print);
    FUZZ_CHECK(strcmp(printed, text) == 0);
    free(printed);
    esp_devline_free(&again);
}

/* A string is the value, or the value with its unprintable bytes percent-encoded. */
static void check_json(const struct esp_devline *line)
{
    char *text = print(line, esp_devline_print_json);
    json_t *object = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

    FUZZ_CHECK(object && json_object_size(object) == line->count);
    check_text(text);
    for (size_t i = 0; i < line->count; i++) {
        const struct esp_devline_field *field = &line->fields[i];
        const json_t *value = json_object_get(object, field->key);
        const char *string = json_string_value(value);

        FUZZ_CHECK(string || json_is_integer(value));
        FUZZ_CHECK(!string || strcmp(string, field->value) == 0 || strchr(string, '%'));
        FUZZ_CHECK(string || json_integer_value(value) == strtoll(field->value, NULL, 10));
    }
    json_decref(object);
    free(text);
}

/* Each word is a separate field, with all of its bytes.  An escape has two more bytes. */
static void check_complete(const struct esp_devline *line, char *text)
{
    size_t words = 0, letters = 0, taken = 0;

    for (char *rest = text, *word; (word = strtok_r(rest, " \r\n", &rest)) != NULL; words++) {
        letters += strlen(word);
        for (const char *escape = word; (escape = strchr(escape, '%')) != NULL; escape++)
            taken += 2;
    }
    for (size_t i = 0; i < line->count; i++)
        taken += strlen(line->fields[i].key) + 1 + strlen(line->fields[i].value);
    FUZZ_CHECK(line->count == words && taken == letters);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    struct esp_devline line;
    int err;

    esp_devline_init(&line);
    err = esp_devline_parse(&line, text);
    FUZZ_CHECK(err == ESP_OK || err == ESP_ERR_ARG);
    if (err == ESP_OK) {
        char *printed = print(&line, esp_devline_print);

        check_text(printed);
        FUZZ_CHECK(!strstr(printed, " port=")); /* the port is first */
        check_again(&line, printed);
        check_json(&line);
        check_complete(&line, text);
        free(printed);
    }
    esp_devline_free(&line);
    free(text);
    return 0;
}
