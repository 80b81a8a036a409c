/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of NVS as text.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/edit/nvs_text.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digit.h"
#include "image/nvs/edit/nvs_base64.h"

static const uint8_t types[] = {
    IMAGE_NVS_U8,  IMAGE_NVS_I8,  IMAGE_NVS_U16, IMAGE_NVS_I16,    IMAGE_NVS_U32,
    IMAGE_NVS_I32, IMAGE_NVS_U64, IMAGE_NVS_I64, IMAGE_NVS_STRING, IMAGE_NVS_BLOB,
};

void image_nvs_text_split(struct image_nvs_text *text, const char *typed)
{
    const char *colon = strchr(typed, ':');
    size_t length = colon ? (size_t)(colon - typed) : 0;

    *text = (struct image_nvs_text){.value = typed};
    if (length == strlen("base64") && memcmp(typed, "base64", length) == 0) {
        *text = (struct image_nvs_text){IMAGE_NVS_BLOB, true, colon + 1};
        return;
    }
    for (size_t i = 0; colon && i < sizeof(types); i++) {
        const char *name = image_nvs_type_name(types[i]);

        if (strlen(name) == length && memcmp(name, typed, length) == 0)
            *text = (struct image_nvs_text){types[i], false, colon + 1};
    }
}

static bool take_type(void *context, const struct image_nvs_value *value)
{
    *(uint8_t *)context = value->type;
    return true;
}

enum esp_edit_result image_nvs_text_type(struct image_nvs_text *text,
                                         const struct image_nvs_work *work,
                                         const struct image_nvs_name *name,
                                         struct image_trouble *trouble)
{
    enum esp_edit_result result;

    if (text->type)
        return ESP_EDIT_DONE;
    result = image_nvs_work_get(work, name, take_type, &text->type, trouble);
    if (result == ESP_EDIT_NOMEM)
        return result;
    if (result == ESP_EDIT_ABSENT)
        text->type = IMAGE_NVS_STRING;
    if (text->type == IMAGE_NVS_FLOAT || text->type == IMAGE_NVS_DOUBLE) {
        image_trouble_set(trouble, 0, "the value there has the type %s, which cannot be set",
                          image_nvs_type_name(text->type));
        return ESP_EDIT_BAD;
    }
    return ESP_EDIT_DONE;
}

/* ---- text to bytes ---- */

static enum esp_edit_result bad(struct image_trouble *trouble, const char *text)
{
    image_trouble_set(trouble, 0, "%s", text);
    return ESP_EDIT_BAD;
}

/* Reads an optional minus, and a decimal or hexadecimal number.  False if it is none, or
 * has more than 64 bits. */
static bool read_number(const char *text, bool *negative, uint64_t *magnitude)
{
    bool hex;
    char *end;

    *negative = *text == '-';
    text += *negative;
    hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    text += hex ? 2 : 0;
    if (esp_digit(*text) < 0)
        return false;
    errno = 0;
    *magnitude = strtoull(text, &end, hex ? 16 : 10);
    return *end == '\0' && end != text && errno == 0;
}

static enum esp_edit_result parse_number(const char *text, uint8_t type, uint8_t *bytes,
                                         struct image_trouble *trouble)
{
    unsigned size = image_nvs_number_size(type);
    uint64_t most = UINT64_MAX >> (64 - 8 * size), magnitude;
    bool is_signed = (type & 0xf0) == 0x10, negative;

    if (!read_number(text, &negative, &magnitude)) {
        image_trouble_set(trouble, 0, "the value is no number such as 42 or 0x2a, as %s needs",
                          image_nvs_type_name(type));
        return ESP_EDIT_BAD;
    }
    if (is_signed)
        most /= 2;
    if (negative && !is_signed && magnitude > 0)
        most = 0;
    if (magnitude > most + (negative && is_signed)) {
        image_trouble_set(trouble, 0, "the value is out of the range of %s",
                          image_nvs_type_name(type));
        return ESP_EDIT_BAD;
    }
    if (negative)
        magnitude = -magnitude;
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(magnitude >> 8 * i);
    return ESP_EDIT_DONE;
}

static enum esp_edit_result parse_digits(const char *text, uint8_t *bytes, size_t *size,
                                         struct image_trouble *trouble)
{
    *size = 0;
    while (*text != '\0') {
        int high = esp_digit(text[0]), low = high < 0 ? -1 : esp_digit(text[1]);

        if (low < 0)
            return bad(trouble, "a blob is pairs of hexadecimal digits");
        bytes[(*size)++] = (uint8_t)(high << 4 | low);
        text += 2;
        while (*text == ' ')
            text++;
    }
    return ESP_EDIT_DONE;
}

enum esp_edit_result image_nvs_text_parse(const struct image_nvs_text *text,
                                          struct image_nvs_bytes *value, uint8_t **bytes,
                                          struct image_trouble *trouble)
{
    size_t length = strlen(text->value), size;
    enum esp_edit_result result = ESP_EDIT_DONE;

    *bytes = malloc(length + sizeof(uint64_t));
    if (!*bytes) {
        image_trouble_set(trouble, 0, "out of memory");
        return ESP_EDIT_NOMEM;
    }
    if (text->type == IMAGE_NVS_STRING) {
        size = length + 1;
        memcpy(*bytes, text->value, size);
    } else if (text->base64) {
        if (!image_nvs_base64_decode(text->value, *bytes, &size))
            result = bad(trouble, "the value is no Base64");
    } else if (text->type == IMAGE_NVS_BLOB) {
        result = parse_digits(text->value, *bytes, &size, trouble);
    } else {
        size = image_nvs_number_size(text->type);
        result = parse_number(text->value, text->type, *bytes, trouble);
    }
    if (result == ESP_EDIT_DONE) {
        *value = (struct image_nvs_bytes){text->type, *bytes, size};
        return result;
    }
    OPENSSL_cleanse(*bytes, length + sizeof(uint64_t));
    free(*bytes);
    *bytes = NULL;
    return result;
}

/* ---- bytes to text ---- */

static char *format_number(const struct image_nvs_value *value)
{
    char text[24];

    if ((value->type & 0xf0) == 0x10)
        snprintf(text, sizeof(text), "%" PRId64, value->signed_number);
    else if (value->type == IMAGE_NVS_FLOAT || value->type == IMAGE_NVS_DOUBLE)
        snprintf(text, sizeof(text), "0x%" PRIx64, value->number);
    else
        snprintf(text, sizeof(text), "%" PRIu64, value->number);
    return strdup(text);
}

static char *format_digits(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = malloc(2 * size + 1);

    if (!text)
        return NULL;
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 0xf];
    }
    text[2 * size] = '\0';
    return text;
}

char *image_nvs_text_format(const struct image_nvs *nvs, const struct image_nvs_value *value)
{
    uint8_t *bytes;
    char *text;

    if (image_nvs_number_size(value->type))
        return format_number(value);
    bytes = image_nvs_work_bytes(nvs, value);
    if (!bytes)
        return NULL;
    if (value->type == IMAGE_NVS_STRING)
        text = strndup((const char *)bytes, value->size);
    else
        text = format_digits(bytes, value->size);
    OPENSSL_cleanse(bytes, value->size);
    free(bytes);
    return text;
}
