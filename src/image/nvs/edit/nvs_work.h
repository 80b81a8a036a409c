/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The NVS partition of an image, found and decrypted, and changes of it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_NVS_EDIT_NVS_WORK_H
#define IMAGE_NVS_EDIT_NVS_WORK_H

#include "image/nvs/edit/nvs_store.h"
#include "image/nvs/nvs.h"

struct image_nvs_work {
    uint8_t *target; /* the partition in the image */
    uint32_t offset; /* of the partition in the image */
    size_t size;
    char name[17];   /* of the partition; "": the image is the partition, or a range */
    uint8_t *plain;  /* a copy with decrypted entries; changes are made here */
    uint8_t *before; /* another one, as it was */
    const uint8_t *keys;
    struct image_nvs_repairs repairs; /* of all changes */
};

/* Finds the partition: the range in image->place_offset and place_size if there is one; the
 * partition of the image's table that is for NVS, of several the one with the name "nvs";
 * or the image itself if it consists of pages of NVS.  Then decrypts the partition if there
 * are keys.  image_nvs_work_close() in any case. */
enum esp_edit_result image_nvs_work_open(struct image_nvs_work *work,
                                         const struct esp_settings_image *image,
                                         struct image_trouble *trouble);
/* Wipes and frees the copies. */
void image_nvs_work_close(struct image_nvs_work *work);

/* Finds the place of image_nvs_work_open().  name: 17 bytes. */
enum esp_edit_result image_nvs_place(const struct esp_settings_image *image, uint32_t *offset,
                                     uint32_t *size, char *name, struct image_trouble *trouble);

struct image_nvs_name {
    char space[IMAGE_NVS_KEY_MAX + 1], key[IMAGE_NVS_KEY_MAX + 1];
};

/* Parses NAMESPACE/KEY. */
enum esp_edit_result image_nvs_name_parse(struct image_nvs_name *name, const char *text,
                                          struct image_trouble *trouble);

/* How many characters of NAMESPACE/KEY a message may show: a value may be behind the name by
 * mistake. */
int image_nvs_name_shown(const char *text);

/* Calls visit() for a value; ESP_EDIT_ABSENT if there is none.  visit() may be NULL.  The
 * newest of several counts. */
enum esp_edit_result image_nvs_work_get(const struct image_nvs_work *work,
                                        const struct image_nvs_name *name, image_nvs_visit *visit,
                                        void *context, struct image_trouble *trouble);

/* Changes the copy.  Setting the value that is there already changes nothing. */
enum esp_edit_result image_nvs_work_set(struct image_nvs_work *work,
                                        const struct image_nvs_name *name,
                                        const struct image_nvs_bytes *value,
                                        struct image_trouble *trouble);
enum esp_edit_result image_nvs_work_delete(struct image_nvs_work *work,
                                           const struct image_nvs_name *name,
                                           struct image_trouble *trouble);

/* Writes the copy to the image. */
enum esp_edit_result image_nvs_work_commit(struct image_nvs_work *work,
                                           struct image_trouble *trouble);

/* Copies the bytes of a string, blob or number.  *bytes is allocated; NULL: memory is out,
 * or the value is not complete. */
uint8_t *image_nvs_work_bytes(const struct image_nvs *nvs, const struct image_nvs_value *value);

#endif
