/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidecar of a dump: one device line that says what was read, from where, and when.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_READ_READ_META_H
#define ESP_READ_READ_META_H

#include "board/portchoice.h"
#include "board/range.h"
#include "esp-read/read_image.h"
#include "esp/session.h"
#include "files/output.h"

struct meta_facts {
    const struct port_choice *choice;
    const struct esp_board *board;
    const struct flash_range *range;
    const struct image *image; /* digested */
};

/* Writes the line and finishes the output, which is not published yet.
 * Complains and returns -1 where that fails. */
int meta_write(struct output *output, const struct meta_facts *facts);

#endif
