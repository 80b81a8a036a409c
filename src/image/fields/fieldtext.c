/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of settings as text.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fields/fieldtext.h"

#include <stdio.h>
#include <string.h>

enum { BYTE_MAX = 254 }; /* UNIT_NUMBER_MAX of ESPEasy; 255 means all units */

const char *image_field_type_name(enum image_field_type type)
{
    static const char *const names[] = {
        [IMAGE_FIELD_TEXT] = "text", [IMAGE_FIELD_BYTE] = "u8", [IMAGE_FIELD_IP] = "ip"};

    return names[type];
}

const struct image_field *image_field_named(const struct image_field *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

void image_field_show(const struct image_field *field, const uint8_t *bytes,
                      char text[IMAGE_FIELD_TEXT_MAX])
{
    switch (field->type) {
    case IMAGE_FIELD_TEXT:
        snprintf(text, IMAGE_FIELD_TEXT_MAX, "%.*s", (int)field->size, (const char *)bytes);
        break;
    case IMAGE_FIELD_BYTE:
        snprintf(text, IMAGE_FIELD_TEXT_MAX, "%u", bytes[0]);
        break;
    case IMAGE_FIELD_IP:
        snprintf(text, IMAGE_FIELD_TEXT_MAX, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
        break;
    }
}

/* Reads a decimal number of one byte without zeros in front, and moves *text behind it. */
static bool read_byte(const char **text, unsigned *value)
{
    const char *start = *text;

    for (*value = 0; **text >= '0' && **text <= '9' && *text - start < 3; (*text)++)
        *value = *value * 10 + (unsigned)(**text - '0');
    return *text > start && *value <= UINT8_MAX && (*start != '0' || *text - start == 1);
}

static bool parse_ip(const char *text, uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++) {
        unsigned value;

        if (i > 0 && *text++ != '.')
            return false;
        if (!read_byte(&text, &value))
            return false;
        bytes[i] = (uint8_t)value;
    }
    return *text == '\0';
}

bool image_field_is_plain(const char *text, struct image_trouble *trouble)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return image_trouble_set(trouble, 0, "the value has a control character");
    return true;
}

static bool parse_text(const struct image_field *field, const char *text, uint8_t *bytes,
                       struct image_trouble *trouble)
{
    size_t size = strlen(text);

    if (size >= field->size)
        return image_trouble_set(trouble, 0, "the value has %zu bytes; there is room for %u", size,
                                 (unsigned)field->size - 1);
    if (!image_field_is_plain(text, trouble))
        return false;
    if (memchr(bytes, 0, field->size) && strcmp((const char *)bytes, text) == 0)
        return true;
    memset(bytes, 0, field->size);
    memcpy(bytes, text, size);
    return true;
}

bool image_field_parse(const struct image_field *field, const char *text, uint8_t *bytes,
                       struct image_trouble *trouble)
{
    unsigned value;

    switch (field->type) {
    case IMAGE_FIELD_TEXT:
        return parse_text(field, text, bytes, trouble);
    case IMAGE_FIELD_BYTE:
        if (!read_byte(&text, &value) || *text || value > BYTE_MAX)
            return image_trouble_set(trouble, 0, "the value is no number from 0 to %u", BYTE_MAX);
        bytes[0] = (uint8_t)value;
        return true;
    default:
        if (!parse_ip(text, bytes))
            return image_trouble_set(trouble, 0, "the value is no address such as 192.168.1.20");
        return true;
    }
}
