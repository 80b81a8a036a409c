/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the sidecar of a dump: a device line with the board, the range and the time.
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
    const char *partition; /* the name of the partition that the range is; NULL: none */
    const struct image *image; /* with its digests */
};

/* Writes the line and finishes the output, but does not publish it.  Returns 0, or -1 after
 * a message. */
int meta_write(struct output *output, const struct meta_facts *facts);

#endif
