/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write: refuse images that are not meant for this board.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The functions return STATUS_DONE, or STATUS_REFUSED after a message.  If an option
 * allows what would be refused, they only give a notice.  They tell all refusals, each with the
 * option that allows it.
 */
#ifndef ESP_WRITE_WRITE_CHECK_H
#define ESP_WRITE_WRITE_CHECK_H

#include <stdbool.h>

#include "board/images.h"
#include "board/partition/partition.h"

struct allowance {
    bool clone; /* --clone allows the image of another board */
    bool shortened; /* --short allows an image from a pipe whose end nothing explains */
    bool unproven; /* --unproven allows to write what cannot be read back */
    bool force; /* --force allows what cannot be proven, and everything else that is possible,
                 * but no image of another board and no short one */
};

/* Checks the images against their descriptions; this needs no board.  If one is refused, the
 * checks on the board tell the user what else has to be allowed. */
int check_files(const struct image_list *list, const struct allowance *allowed);

/* Checks that the image is of the kind that the partition is for.  Tells about a part of the
 * partition that stays as it is. */
int check_partition(const struct image_source *source, const struct partition *partition,
                    const struct device *device, const struct allowance *allowed);

/* Checks the images against the board.  partition: where they go; its row is NULL if they go
 * to addresses. */
int check_board(const struct image_list *list, const struct partition *partition,
                const struct device *device, const struct allowance *allowed);

/* Tells whose identity the board has after a dump of another board was written to it. */
void tell_clone(const struct image_list *list, const struct device *device);

#endif
