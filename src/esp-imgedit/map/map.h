/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --map: an image as a picture, in the terminal or in an SVG file.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef ESP_IMGEDIT_MAP_MAP_H
#define ESP_IMGEDIT_MAP_MAP_H

#include "image/map/image_map.h"
#include "image/map/image_tally.h"

struct gengetopt_args_info;

/* What is drawn. */
struct map {
    const char *title; /* the image's name, for people */
    const struct image_survey *survey;
    struct image_base base; /* of --base */
    const char *base_title;
    struct image_tally tally;
};

/* Draws the image of the survey as --map and --base ask. */
int map_draw(const struct gengetopt_args_info *args, const char *title,
             const struct image_survey *survey);

/* To standard output. */
int map_draw_terminal(const struct map *map);

/* To the file path, or to standard output if path is "-". */
int map_draw_svg(const struct map *map, const char *path);

/* For both pictures: the bytes that a part fills, or, if that is not known, that are not
 * blank; as a share of the part's size, "26 %". */
void map_format_fill(const struct map *map, const struct image_part *part, char *buf, size_t size);
/* The part's bytes that differ from the base. */
uint32_t map_changed_in(const struct map *map, const struct image_part *part);
/* Has the part a fault? */
bool map_is_broken(const struct image_part *part);
/* The first line: "4 MiB, for ESP32". */
void map_describe(const struct map *map, char *buf, size_t size);
/* The line about the base; empty if there is none. */
void map_describe_base(const struct map *map, char *buf, size_t size);

/* Cells of a grid.  NULL, after a message, if memory has run out. */
struct image_cell *map_cells(const struct map *map, const struct image_grid *grid);

#endif
