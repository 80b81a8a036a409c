/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Using a table of partitions to find a partition: can the table be trusted, and which row
 * does a name mean?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_TABLE_TABLE_USE_H
#define IMAGE_TABLE_TABLE_USE_H

#include "image/table/table.h"

/* Can all rows be trusted?  False with *trouble if a row or the MD5 is wrong, if rows overlap
 * or have the same name, or if a partition ends beyond the flash (flash_size: bytes).  The
 * alignment does not matter. */
bool image_table_sound(const struct image_table *table, uint64_t flash_size,
                       struct image_trouble *trouble);

enum image_choice {
    IMAGE_CHOICE_NAME,    /* the row has the name */
    IMAGE_CHOICE_SUBTYPE, /* no row has the name; this row alone has the subtype */
    IMAGE_CHOICE_NONE,    /* no row has the name or the subtype */
    IMAGE_CHOICE_SEVERAL, /* no row has the name; several have the subtype */
};

/* Chooses the row that has this name, or else the row whose subtype has this name, such as
 * "ota_0".  *row: the row; if there are several, the first of these; NULL if there is none. */
enum image_choice image_table_choose(const struct image_table *table, const char *name,
                                     const struct image_row **row);

#endif
