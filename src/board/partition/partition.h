/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The partition that --partition names.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_PARTITION_PARTITION_H
#define BOARD_PARTITION_PARTITION_H

#include <stdbool.h>

#include "board/device.h"
#include "board/images.h"
#include "board/partition/parttable.h"
#include "board/range.h"

struct partition {
    const char *wanted; /* the value of --partition; NULL: not given */
    struct parttable_place place;
    /* Set by partition_find(): */
    struct image_table table;
    const struct image_row *row;
    char title[64]; /* "nvs (0x9000-0xdfff)" */
};

/* Parses the values of --partition and --partition-table, which may be NULL.  address: the
 * name of an option that names an address and is given, too, or NULL; it does not go with
 * --partition.  False after a message. */
bool partition_parse(struct partition *partition, const char *name, const char *table,
                     const char *address);

/* Reads the table from an open board, and finds the partition.  Returns an exit status, after
 * a message unless it is STATUS_DONE: STATUS_USAGE if there is no table or no such partition,
 * STATUS_REFUSED if the table cannot be trusted. */
int partition_find(struct partition *partition, const struct device *device);

/* Does an encrypted flash hold this partition encrypted?  Not all are: NVS never is. */
bool partition_is_encrypted(const struct image_row *row);

/* The partition's range, resolved. */
void partition_range(struct flash_range *range, const struct partition *partition);

/* The partition as a place for an image. */
void partition_room(struct image_room *room, const struct partition *partition);

#endif
