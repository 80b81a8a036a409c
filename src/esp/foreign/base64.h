/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Base64, strictly: no other bytes between the characters, whole groups of four, and the
 * bits that carry nothing are 0.  (OpenSSL's decoder skips spaces and counts padding as
 * zeros.)
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FOREIGN_BASE64_H
#define ESP_FOREIGN_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes into out, which has room for "room" bytes.  *size: how many there are.  False if
 * the text is no base64 or there is too little room. */
bool esp_base64_decode(const char *text, size_t length, uint8_t *out, size_t room, size_t *size);

#endif
