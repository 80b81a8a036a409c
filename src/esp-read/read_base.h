/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An older dump, of which only what has changed is read: esp-read --base.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status, and have complained where
 * that is not STATUS_DONE.
 */
#ifndef ESP_READ_READ_BASE_H
#define ESP_READ_READ_BASE_H

#include <stddef.h>
#include <stdint.h>

#include "board/range.h"
#include "esp/session.h"
#include "files/sidecar.h"

struct base {
    const char *name; /* NULL without one */
    uint8_t *data;
    size_t size; /* bytes */
    struct sidecar sidecar;
};

/* Reads the dump, which must be a plain file, and what describes it.  Free it
 * either way. */
int base_load(struct base *base, const char *name);
void base_free(struct base *base);

/* Whether it can be a dump of the range (resolved).  That it is one of another
 * board is only told: the chip's digests decide what of it is used. */
int base_check(const struct base *base, const struct esp_board *board,
               const struct flash_range *range);

/* Says how much of the size bytes it had. */
void base_tell(const struct base *base, uint64_t reused, uint64_t size);

#endif
