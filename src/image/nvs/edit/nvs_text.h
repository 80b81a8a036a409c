/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values of NVS as text.
 *
 * Copyright (C) 2026 the esputils authors
 *
 *   [TYPE:]VALUE    TYPE: u8 i8 u16 i16 u32 i32 u64 i64, VALUE decimal or 0x...
 *                   str: any text
 *                   blob: pairs of hexadecimal digits;  base64: a blob in Base64
 */
#ifndef IMAGE_NVS_EDIT_NVS_TEXT_H
#define IMAGE_NVS_EDIT_NVS_TEXT_H

#include "image/nvs/edit/nvs_work.h"

struct image_nvs_text {
    uint8_t type; /* 0: the text names none */
    bool base64;
    const char *value; /* behind the type and its colon */
};

/* Splits [TYPE:]VALUE.  A text that does not begin with a type is all value. */
void image_nvs_text_split(struct image_nvs_text *text, const char *typed);

/* Sets the type of a text that names none: the type of the value that is there, or a
 * string.  Refuses types that cannot be written as text. */
enum esp_edit_result image_nvs_text_type(struct image_nvs_text *text,
                                         const struct image_nvs_work *work,
                                         const struct image_nvs_name *name,
                                         struct image_trouble *trouble);

/* Makes the bytes of a text that has a type.  *bytes is allocated, and the value points to
 * it. */
enum esp_edit_result image_nvs_text_parse(const struct image_nvs_text *text,
                                          struct image_nvs_bytes *value, uint8_t **bytes,
                                          struct image_trouble *trouble);

/* The text of a value, allocated: a number, a string up to its NUL, or hexadecimal digits.
 * NULL: memory is out, or the value is not complete. */
char *image_nvs_text_format(const struct image_nvs *nvs, const struct image_nvs_value *value);

#endif
