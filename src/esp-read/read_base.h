/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read --base: an older dump; only sectors that have changed since are read.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef ESP_READ_READ_BASE_H
#define ESP_READ_READ_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "board/range.h"
#include "esp/session.h"
#include "files/sidecar.h"

struct base {
    const char *name; /* NULL: no older dump */
    uint8_t *data;
    size_t size; /* bytes */
    struct sidecar sidecar;
};

/* Reads the dump, which must be a plain file, and its description.  The caller frees the
 * base in every case. */
int base_load(struct base *base, const char *name);
void base_free(struct base *base);

/* Checks that the base can be a dump of the range (resolved).  If it is a dump of another
 * board, only gives a notice, because the chip's digests decide which parts are used. */
int base_check(const struct base *base, const struct esp_board *board,
               const struct flash_range *range);

/* Prints how many of the size bytes came from the base. */
void base_tell(const struct base *base, uint64_t reused, uint64_t size);

#endif
