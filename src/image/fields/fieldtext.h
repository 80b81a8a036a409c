/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of settings as text.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return a bool return false with *trouble, which never has the value.
 */
#ifndef IMAGE_FIELDS_FIELDTEXT_H
#define IMAGE_FIELDS_FIELDTEXT_H

#include <stddef.h>

#include "image/trouble.h"

enum image_field_type {
    IMAGE_FIELD_TEXT, /* ends with a NUL */
    IMAGE_FIELD_BYTE, /* a number up to 254 */
    IMAGE_FIELD_IP,   /* four bytes */
};

struct image_field {
    const char *name;
    enum image_field_type type;
    uint32_t offset;
    uint32_t size; /* bytes; of a text with its NUL */
    bool secret;
};

enum { IMAGE_FIELD_TEXT_MAX = 1024 };

/* "text", "u8", "ip" */
const char *image_field_type_name(enum image_field_type type);

/* Returns the field with this name, or NULL if no field has this name.  A field whose name is
 * NULL ends the list. */
const struct image_field *image_field_named(const struct image_field *fields, const char *name);

/* Makes the text of a value.  bytes: those of the field. */
void image_field_show(const struct image_field *field, const uint8_t *bytes,
                      char text[IMAGE_FIELD_TEXT_MAX]);

/* Makes the bytes of a value, padded with zeros.  Bytes stay if they have this value
 * already. */
bool image_field_parse(const struct image_field *field, const char *text, uint8_t *bytes,
                       struct image_trouble *trouble);

/* Is the text fit for a setting: without control characters? */
bool image_field_is_plain(const char *text, struct image_trouble *trouble);

#endif
