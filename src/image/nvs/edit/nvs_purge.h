/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overwrites what is left of old values in NVS, and bytes within values.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_NVS_EDIT_NVS_PURGE_H
#define IMAGE_NVS_EDIT_NVS_PURGE_H

#include "image/nvs/edit/nvs_work.h"

/* Overwrites what must go in bytes of a value, and returns how often. */
typedef unsigned image_nvs_overwrite(void *context, uint8_t *data, size_t size);

/* Repairs the partition as the library does; drops entries whose namespace has no name, and
 * entries whose key must be overwritten; overwrites bytes within strings and blobs, and makes
 * the CRCs right; then blanks all that is not written.  *count: overwritten values. */
enum esp_edit_result image_nvs_work_purge(struct image_nvs_work *work,
                                          image_nvs_overwrite *overwrite, void *context,
                                          unsigned *count, struct image_trouble *trouble);

#endif
