/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Removes passwords and what identifies a board from NVS, so that a dump can be posted.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Strings and blobs whose names tell that they are personal are filled with zeros, with
 * right CRCs; they keep their types and sizes.  Where their texts occur in other values,
 * these bytes are zeros, too.  Old copies go: erased entries, what is half-written, and
 * pages with a wrong header, which NVS takes as blank.
 */
#ifndef IMAGE_NVS_EDIT_NVS_SCRUB_H
#define IMAGE_NVS_EDIT_NVS_SCRUB_H

#include "image/nvs/edit/nvs_work.h"

/* What was blanked. */
struct image_nvs_scrubbed {
    const char *space; /* NULL: old copies, or a namespace without a name */
    const char *key;   /* NULL: old copies */
    uint32_t offset;   /* in the image */
    uint32_t size;     /* bytes */
};

typedef void image_nvs_report(void *context, const struct image_nvs_scrubbed *scrubbed);

/* Scrubs the partition that image_nvs_work_open() finds.  calibration: also the data of the
 * radio's calibration.  report: called for each value, and once for a run of old copies;
 * may be NULL. */
enum esp_edit_result image_nvs_scrub(const struct esp_settings_image *image, bool calibration,
                                     image_nvs_report *report, void *context,
                                     struct image_trouble *trouble);

#endif
