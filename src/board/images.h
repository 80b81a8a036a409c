/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images that a program gets as operands, and their places in the flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef BOARD_IMAGES_H
#define BOARD_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/sidecar.h"

struct esp_image; /* esp/session.h */

struct image_source {
    const char *name;        /* as given, for image_file_read() */
    const char *title;       /* for messages */
    const char *offset_text; /* the address as typed; NULL: no address was given */
    uint32_t offset;         /* in the flash */
    uint8_t *data;
    size_t size;             /* bytes, at least 1 once loaded */
    struct sidecar sidecar;  /* of the file */
    const char *partition;   /* the partition that it goes to; NULL: an address */
    bool piped; /* raw bytes of standard input or a FIFO: the end may be missing */
};

struct image_list {
    struct image_source *sources; /* sorted by offset once loaded */
    size_t count;
    struct esp_image *images;     /* the same images, for the session */
    bool uses_stdin;              /* one of the images is standard input */
    bool for_partition;           /* the board's partition table has the address */
};

/* A partition of the flash. */
struct image_room {
    const char *name, *title; /* "nvs", "nvs (0x9000-0xdfff)" */
    uint32_t offset, size;    /* bytes */
};

/* Parses the operands: either one image, with the value of --offset or NULL, or pairs of an
 * address and an image, without --offset.  The caller frees the list in every case. */
int images_parse(struct image_list *list, char *const *operands, unsigned count,
                 const char *offset);

/* Call before images_load(): the address of the only image comes from images_place().
 * Returns an exit status. */
int images_expect_partition(struct image_list *list);

/* Places the only image at the start of a partition.  False after a message if the image is
 * larger than the partition. */
bool images_place(struct image_list *list, const struct image_room *room);

/* Reads the images and their descriptions, and finds their places in the flash.  Each run
 * of an Intel HEX file becomes an image. */
int images_load(struct image_list *list);

/* Are all images within a flash of that size (bytes, 0: unknown)?  False after a
 * message. */
bool images_fit(const struct image_list *list, uint32_t flash_size);

uint64_t images_total(const struct image_list *list); /* bytes */

/* "dump.bin, 4 MiB at 0x0", or "2 images, 1.2 MiB". */
void images_summary(const struct image_list *list, char *buf, size_t size);

void images_free(struct image_list *list);

#endif
