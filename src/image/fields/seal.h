/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings with a sum over them, which must be right after a change.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FIELDS_SEAL_H
#define IMAGE_FIELDS_SEAL_H

#include "image/fields/espeasy_layout.h"

enum image_seal_kind {
    IMAGE_SEAL_NONE,
    IMAGE_SEAL_ESPEASY, /* an MD5 */
    IMAGE_SEAL_TASMOTA, /* CRCs; texts lie one behind the other, so no text may get shorter */
};

struct image_seal {
    enum image_seal_kind kind;
    uint32_t size; /* bytes that the sum covers */
    struct image_espeasy_sum sum;
    bool sum16; /* Tasmota: the old sum was right, too */
    const struct image_field *fields; /* ESPEasy's, also of settings without a sum; or NULL */
};

/* Finds the right sum of settings that begin at data. */
void image_seal_look(struct image_seal *seal, const uint8_t *data, uint32_t size);

/* Makes the sum right. */
void image_seal_renew(const struct image_seal *seal, uint8_t *data);

#endif
