/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts about each kind of part.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Offsets in faults and facts are those of the image, as part->offset is.
 */
#ifndef IMAGE_SURVEY_DESCRIBE_PART_H
#define IMAGE_SURVEY_DESCRIBE_PART_H

#include "image/app/app.h"
#include "image/fs/fs.h"
#include "image/survey/survey.h"
#include "image/table/otadata.h"
#include "image/table/table.h"

/* "QIO", "DOUT"; NULL: no flash mode has this number. */
const char *image_mode_name(uint8_t mode);

/* A parsed bootloader or application.  data: the image's first byte. */
void image_describe_app(struct image_part *part, const struct image_app *app,
                        const uint8_t *data);

/* flash_size: what the rows must fit into, in bytes; 0: not known. */
void image_describe_table(struct image_part *part, const struct image_table *table,
                          uint64_t flash_size);

/* table: may be NULL; then the part does not tell what boots. */
void image_describe_otadata(struct image_part *part, const struct image_otadata *otadata,
                            const struct image_table *table);

/* data: the bytes of the partition that lie within the image. */
void image_describe_nvs(struct image_part *part, const uint8_t *data, size_t size);

/* fs: found at the part's first byte. */
void image_describe_fs(struct image_part *part, const struct image_fs *fs);

/* Adds the parts in the last sectors of a flash of this size, as Espressif's first SDK sees
 * it: "rf-init", "sdk-parameters" and, if it is not blank, "user-sector" (Arduino's EEPROM,
 * or the SDK's calibration).  Does nothing if the image ends before. */
void image_survey_sdk(struct image_survey *survey, uint32_t flash_size);

/* Adds a part "tasmota" for each run of sectors with Tasmota's settings. */
void image_survey_tasmota(struct image_survey *survey);

/* Adds facts to a file system's part if ESPEasy's settings lie there. */
void image_describe_espeasy(struct image_part *part, const uint8_t *data, size_t size);

#endif
