/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pieces of the SVG picture that --map=FILE writes; for the files map_svg*.c only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The picture is 800 units wide, and its height depends on the image.  Browsers scale it.
 * With 600 pixels, the 16 units of most texts are 12 pixels.
 */
#ifndef ESP_IMGEDIT_MAP_MAP_SVG_H
#define ESP_IMGEDIT_MAP_MAP_SVG_H

#include <stdio.h>

#include "esp-imgedit/map/map.h"

enum {
    SVG_WIDTH = 800,
    SVG_MARGIN = 16,
    SVG_TEXT = 16,      /* the size of most texts */
    SVG_CHARACTER = 10, /* the width that is reckoned for a character of this size */
    SVG_LINE = 24,      /* the distance of lines in a list */
};

/* The colour of a kind of cell, "#0072b2". */
const char *svg_colour_of(enum image_cell_kind kind);

/* A text from an image or a file name, as the text of an XML element: visible_copy(), at
 * most "most" characters, XML's own characters escaped, and those that XML forbids. */
void svg_print_text(FILE *file, const char *text, size_t most);

/* The class of texts: "t" plain, "m" monospaced, "h" the title.  anchor: "start" or "end". */
void svg_begin_text(FILE *file, const char *class, const char *anchor, int x, int y);
void svg_end_text(FILE *file);

/* The legend, and the list of all parts; they begin at y and return where they end. */
int svg_print_legend(FILE *file, const struct map *map, int y);
int svg_print_list(FILE *file, const struct map *map, int y);

/* The height that these two take. */
int svg_height_below(const struct map *map);

#endif
