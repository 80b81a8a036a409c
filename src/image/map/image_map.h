/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An image as cells of equal size: what is in each of them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef IMAGE_MAP_IMAGE_MAP_H
#define IMAGE_MAP_IMAGE_MAP_H

#include "image/survey/survey.h"

enum image_cell_kind {
    IMAGE_CELL_BLANK, /* all bytes are ff, as after an erase */
    IMAGE_CELL_ZERO,  /* all bytes are 00, which often means that a reading failed */
    IMAGE_CELL_CODE,  /* of bootloaders and applications */
    IMAGE_CELL_DATA,  /* of programs, NVS, tables, settings, SDK and RF */
    IMAGE_CELL_FILES, /* a file system */
    IMAGE_CELL_OTHER, /* what belongs to no part, or lies behind the program of a part */
    IMAGE_CELL_KINDS,
};

/* "blank", "zeros", "code", "data", "file system", "other". */
const char *image_cell_kind_name(enum image_cell_kind kind);

/* The kind in which a part is drawn, apart from details such as a program's data. */
enum image_cell_kind image_cell_kind_of(enum image_part_kind kind);

struct image_cell {
    enum image_cell_kind kind; /* the kind with most bytes, blank ones and zeros excepted */
    bool changed;              /* differs from the base */
};

/* An older image; data is NULL if there is none.  Behind the end of a base, all is taken for
 * blank. */
struct image_base {
    const uint8_t *data;
    size_t size;
};

/* Fills the cells, of which cell_size bytes each divide the survey's image; the last one may
 * have fewer bytes.  False if memory has run out. */
bool image_map_fill(struct image_cell *cells, size_t count, uint32_t cell_size,
                    const struct image_survey *survey, const struct image_base *base);

/* The picture's form: the image in rows with the same number of bytes, a power of two. */
struct image_grid {
    unsigned columns; /* cells of a row, a power of two */
    uint32_t cell_size, row_size;
    size_t rows;
    size_t cells; /* the last row may have fewer cells than columns */
};

/* At most max_rows rows; size is not 0. */
void image_grid_make(struct image_grid *grid, uint32_t size, unsigned columns, size_t max_rows);

#endif
