/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layouts of ESPEasy's settings.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: SettingsStruct.h and its history, SecurityStruct.h, ESPEasy_checks.cpp (sizes),
 * ESPEasy_Storage.cpp, ChecksumType.cpp.
 *
 *   version 2, ESP8266: 12 tasks, or 24 in special builds; version 3, ESP32: 32 tasks.
 *   The addresses and names lie in front of all that depends on the number of tasks.
 *   StructSize tells the bytes of the structure, which grew at its end.
 *   January to April 2018: the last 16 bytes are the MD5 of all bytes before.
 *   Since November 2022: 16 bytes at a fixed place are the MD5 of all others.
 *   In between: no sum.
 *
 * security.dat: 577 bytes, and their MD5.
 */
#ifndef IMAGE_FIELDS_ESPEASY_LAYOUT_H
#define IMAGE_FIELDS_ESPEASY_LAYOUT_H

#include "image/fields/fieldtext.h"

enum {
    IMAGE_ESPEASY_SUM = 16,        /* bytes of an MD5 */
    IMAGE_ESPEASY_SETTINGS = 6144, /* no structure is larger: DAT_BASIC_SETTINGS_SIZE */
    IMAGE_ESPEASY_SECURITY = 593,  /* bytes of the structure in security.dat */
};

struct image_espeasy_sum {
    bool present;
    uint32_t offset; /* of the sum */
    uint32_t size;   /* of the structure: the sum is over all of it but the sum itself */
};

/* Finds the layout of the first bytes of config.dat.  False with *trouble if the version or
 * the size is unknown, or the sum is wrong. */
bool image_espeasy_settings_sum(const uint8_t *data, uint32_t size, struct image_espeasy_sum *sum,
                                struct image_trouble *trouble);

/* The same for security.dat. */
bool image_espeasy_security_sum(const uint8_t *data, uint32_t size, struct image_espeasy_sum *sum,
                                struct image_trouble *trouble);

/* Makes the sum right. */
void image_espeasy_sum_put(const struct image_espeasy_sum *sum, uint8_t *data);

/* Fields of config.dat and security.dat; the last one has no name. */
extern const struct image_field image_espeasy_settings_fields[];
extern const struct image_field image_espeasy_security_fields[];

#endif
