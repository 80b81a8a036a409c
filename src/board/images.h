/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The images that a program is given as operands, and where in the flash they go.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status, and have complained where
 * that is not STATUS_DONE.
 */
#ifndef BOARD_IMAGES_H
#define BOARD_IMAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp/session.h"
#include "files/sidecar.h"

struct image_source {
    const char *name;        /* as given, for image_file_read() */
    const char *title;       /* for messages */
    const char *offset_text; /* as typed; NULL where no address was given */
    uint32_t offset;         /* in the flash */
    uint8_t *data;
    size_t size;             /* bytes, at least 1 once loaded */
    struct sidecar sidecar;  /* of a file */
};

struct image_list {
    struct image_source *sources; /* sorted by offset once loaded */
    size_t count;
    struct esp_image *images;     /* the same, for the session */
    bool uses_stdin;              /* one of them is standard input */
};

/* One image, with the value of --offset, which may be NULL; or pairs of an
 * address and an image, without.  Free the list either way. */
int images_parse(struct image_list *list, char *const *operands, unsigned count,
                 const char *offset);

/* Reads them and what describes them, and finds their places. */
int images_load(struct image_list *list);

/* Whether all is within a flash of that size (bytes, 0 = unknown).  Complains. */
bool images_fit(const struct image_list *list, uint32_t flash_size);

uint64_t images_total(const struct image_list *list); /* bytes */

/* "dump.bin, 4 MiB at 0x0", or "2 images, 1.2 MiB". */
void images_summary(const struct image_list *list, char *buf, size_t size);

void images_free(struct image_list *list);

#endif
