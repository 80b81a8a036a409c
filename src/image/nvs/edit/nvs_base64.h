/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, RFC 4648.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_NVS_EDIT_NVS_BASE64_H
#define IMAGE_NVS_EDIT_NVS_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* bytes: room for 3 bytes of each 4 characters.  False if the text is no Base64 with its
 * padding. */
bool image_nvs_base64_decode(const char *text, uint8_t *bytes, size_t *size);

#endif
