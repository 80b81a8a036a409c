/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What esp-write refuses, so that no board gets what was not meant for it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Both return STATUS_DONE, or STATUS_REFUSED after a complaint.  What was
 * allowed is told as a notice.
 */
#ifndef ESP_WRITE_WRITE_CHECK_H
#define ESP_WRITE_WRITE_CHECK_H

#include <stdbool.h>

#include "board/images.h"

struct allowance {
    bool clone; /* the image of another board */
    bool force; /* that, and all else that can be done at all */
};

/* The images against their descriptions: no board is needed. */
int check_files(const struct image_list *list, const struct allowance *allowed);

/* The images against the board on port. */
int check_board(const struct image_list *list, const struct esp_board *board, const char *port,
                const struct allowance *allowed);

#endif
