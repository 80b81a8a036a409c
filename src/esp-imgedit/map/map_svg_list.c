/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The legend of the SVG picture, and its list of parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>

#include "cli/number.h"
#include "esp-imgedit/map/map_svg.h"

enum {
    SWATCH = 16,      /* a square in a kind's colour */
    LEGEND_STEP = 104,
    /* The columns of the list; sizes end where the x is. */
    NUMBER_END = 70,
    NAME = 80,
    KIND = 270,
    OFFSET = 410,
    SIZE_END = 618,
    FILL_END = 680,
    CHANGED_END = SVG_WIDTH - SVG_MARGIN,
    LONGEST_NAME = 18,
};

static void swatch(FILE *file, int x, int y, const char *colour)
{
    fprintf(file,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\" stroke=\"#555\"/>\n", x,
            y - SWATCH + 3, SWATCH, SWATCH, colour);
}

static void plain(FILE *file, const char *class, const char *anchor, int x, int y,
                  const char *text)
{
    svg_begin_text(file, class, anchor, x, y);
    fputs(text, file);
    svg_end_text(file);
}

int svg_print_legend(FILE *file, const struct map *map, int y)
{
    static const enum image_cell_kind order[] = {IMAGE_CELL_CODE,  IMAGE_CELL_DATA,
                                                 IMAGE_CELL_FILES, IMAGE_CELL_OTHER,
                                                 IMAGE_CELL_ZERO,  IMAGE_CELL_BLANK};
    int x = SVG_MARGIN;

    y += SVG_LINE;
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        swatch(file, x, y, svg_colour_of(order[i]));
        plain(file, "t", "start", x + SWATCH + 6, y, image_cell_kind_name(order[i]));
        x += order[i] == IMAGE_CELL_FILES ? LEGEND_STEP + 34 : LEGEND_STEP;
    }
    if (map->base.data) {
        swatch(file, x, y, "#fff");
        swatch(file, x, y, "url(#changed)");
        plain(file, "t", "start", x + SWATCH + 6, y, "changed");
    }
    return y;
}

static void print_heads(FILE *file, const struct map *map, int y)
{
    plain(file, "b", "start", NAME, y, "name");
    plain(file, "b", "start", KIND, y, "kind");
    plain(file, "b", "start", OFFSET, y, "offset");
    plain(file, "b", "end", SIZE_END, y, "size");
    plain(file, "b", "end", FILL_END, y, "fill");
    if (map->base.data)
        plain(file, "b", "end", CHANGED_END, y, "changed");
    fprintf(file, "<path d=\"M%d %dH%d\" stroke=\"#555\"/>\n", SVG_MARGIN, y + 6,
            SVG_WIDTH - SVG_MARGIN);
}

static void print_part(FILE *file, const struct map *map, size_t number, int y)
{
    const struct image_part *part = map->survey->parts[number];
    char text[40];

    swatch(file, SVG_MARGIN, y, svg_colour_of(image_cell_kind_of(part->kind)));
    snprintf(text, sizeof(text), "%zu", number + 1);
    plain(file, "t", "end", NUMBER_END, y, text);
    svg_begin_text(file, "t", "start", NAME, y);
    svg_print_text(file, part->name, LONGEST_NAME);
    fputs("<title>", file);
    svg_print_text(file, part->name, 200);
    fputs("</title>", file);
    svg_end_text(file);
    plain(file, map_is_broken(part) ? "w" : "t", "start", KIND, y, image_part_kind_name(part->kind));
    snprintf(text, sizeof(text), "0x%06" PRIx32, part->offset);
    plain(file, "m", "start", OFFSET, y, text);
    number_format_size(text, sizeof(text), part->size);
    plain(file, "t", "end", SIZE_END, y, text);
    map_format_fill(map, part, text, sizeof(text));
    svg_begin_text(file, "t", "end", FILL_END, y);
    svg_print_text(file, text, sizeof(text));
    svg_end_text(file);
    if (map->base.data) {
        snprintf(text, sizeof(text), "%" PRIu32, map_changed_in(map, part));
        plain(file, "t", "end", CHANGED_END, y, text);
    }
}

static bool any_broken(const struct map *map)
{
    for (size_t i = 0; i < map->survey->count; i++)
        if (map_is_broken(map->survey->parts[i]))
            return true;
    return false;
}

int svg_print_list(FILE *file, const struct map *map, int y)
{
    y += 2 * SVG_LINE;
    if (map->survey->count == 0) {
        plain(file, "t", "start", SVG_MARGIN, y, "No parts are known in this image.");
        return y;
    }
    print_heads(file, map, y);
    for (size_t i = 0; i < map->survey->count; i++) {
        y += SVG_LINE;
        print_part(file, map, i, y + 4);
    }
    if (any_broken(map)) {
        y += SVG_LINE;
        plain(file, "w", "start", KIND, y + 8, "Red kinds are broken; --info tells why.");
    }
    return y + 8;
}

int svg_height_below(const struct map *map)
{
    size_t lines = 3 + map->survey->count + (any_broken(map) ? 1 : 0);

    return SVG_LINE * (int)lines + SVG_MARGIN + 8;
}
