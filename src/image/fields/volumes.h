/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file systems of an image.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_FIELDS_VOLUMES_H
#define IMAGE_FIELDS_VOLUMES_H

#include "image/fs/fsfile.h"
#include "image/settings/editor.h"

enum { IMAGE_VOLUMES_MAX = 16 };

struct image_volume {
    uint32_t offset, size; /* in the image */
    bool cut;              /* the image seems to end before the partition */
    struct image_fs fs;
};

/* Finds the file systems: those of the partitions; without a table the one of a known
 * layout, or the image itself, and those that lie elsewhere.  Returns how many were stored. */
unsigned image_volumes_find(const uint8_t *data, size_t size,
                            struct image_volume volumes[IMAGE_VOLUMES_MAX]);

/* The same, if the user chose a place only those there.  image->place_size 0: no place was
 * chosen.  A place that is a whole partition has at most one file system. */
unsigned image_volumes_chosen(const struct esp_settings_image *image,
                              struct image_volume volumes[IMAGE_VOLUMES_MAX]);

/* Is the volume a FAT of which bytes are missing, or one in wear levelling whose state is not
 * where it should be?  Then nobody knows which sector has what. */
bool image_volume_is_doubtful(const struct image_volume *volume, const uint8_t *data, size_t size);

/* A file of one of the volumes. */
struct image_volume_file {
    struct image_volume volume;
    struct image_fsfiles files;
    const struct image_fsfile *file;
};

/* Finds the file with this path.  If the user chose a place, only volumes there count.
 * ESP_EDIT_ABSENT: there is no such file; ESP_EDIT_REFUSED: several volumes have one, one has
 * two (a save that was interrupted leaves two, and it is not known which one the firmware
 * takes), or the file is broken.  Unless the result is ESP_EDIT_DONE there is nothing to free. */
enum esp_edit_result image_volume_file_find(struct image_volume_file *found,
                                            const struct esp_settings_image *image,
                                            const char *path, struct image_trouble *trouble);
void image_volume_file_free(struct image_volume_file *found);

#endif
