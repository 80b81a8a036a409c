/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of an image as an SVG file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/map/map_svg.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "files/output.h"

enum {
    COLUMNS = 64,
    ROWS = 32,
    ROW = 22,    /* the distance of rows */
    BAND = 18,   /* the height of a row's cells */
    CELLS = 112, /* x of the cells */
    CELL = 6,    /* the width of a cell */
    NAMES = CELLS + COLUMNS * CELL + 12,
    NAMES_ROOM = (SVG_WIDTH - NAMES) / (SVG_CHARACTER - 1), /* characters */
    TOP = 100,   /* y of the first row */
};

/* Colours that people with any colour vision tell apart (Okabe and Ito, "Color Universal
 * Design", 2008), except for greys. */
const char *svg_colour_of(enum image_cell_kind kind)
{
    static const char *const colours[IMAGE_CELL_KINDS] = {
        [IMAGE_CELL_BLANK] = "#f2f2f2", [IMAGE_CELL_ZERO] = "#a0a0a0",
        [IMAGE_CELL_CODE] = "#0072b2",  [IMAGE_CELL_DATA] = "#e69f00",
        [IMAGE_CELL_FILES] = "#009e73", [IMAGE_CELL_OTHER] = "#cc79a7",
    };

    return colours[kind];
}

static void print_head(FILE *file, const struct map *map, int height)
{
    char text[160];

    fprintf(file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"100%%\">\n",
            SVG_WIDTH, height);
    fputs("<title>", file);
    svg_print_text(file, map->title, 100);
    fprintf(file,
            "</title>\n"
            "<style>text{font:%dpx sans-serif;fill:#111}.m{font-family:monospace}"
            ".b{font-weight:bold}.w{fill:#b00020;font-weight:bold}.h{font-size:22px;"
            "font-weight:bold}</style>\n"
            "<defs><pattern id=\"changed\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
            "patternTransform=\"rotate(45)\"><path d=\"M1 0V5\" stroke=\"#000\" stroke-width=\"2\"/>"
            "</pattern></defs>\n"
            "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n",
            SVG_TEXT, SVG_WIDTH, height);
    svg_begin_text(file, "h", "start", SVG_MARGIN, 34);
    svg_print_text(file, map->title, 52);
    svg_end_text(file);
    map_describe(map, text, sizeof(text));
    svg_begin_text(file, "t", "start", SVG_MARGIN, 60);
    fputs(text, file);
    svg_end_text(file);
    if (!map->base.data)
        return;
    map_describe_base(map, text, sizeof(text));
    svg_begin_text(file, "t", "start", SVG_MARGIN, 82);
    fputs("compared with ", file);
    svg_print_text(file, map->base_title, 20);
    fputs(": ", file);
    svg_print_text(file, text, sizeof(text));
    svg_end_text(file);
}

/* A rectangle of equal cells; bytes from first to last. */
static void print_run(FILE *file, const struct image_cell *cell, size_t column, size_t count,
                      int y, uint64_t first, uint64_t last)
{
    int x = CELLS + (int)column * CELL, width = (int)count * CELL;

    fprintf(file,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"><title>0x%06" PRIx64
            "-0x%06" PRIx64 ": %s%s</title></rect>\n",
            x, y, width, BAND, svg_colour_of(cell->kind), first, last,
            image_cell_kind_name(cell->kind), cell->changed ? ", changed" : "");
    if (cell->changed)
        fprintf(file,
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"url(#changed)\" "
                "pointer-events=\"none\"/>\n",
                x, y, width, BAND);
}

static bool alike(const struct image_cell *one, const struct image_cell *other)
{
    return one->kind == other->kind && one->changed == other->changed;
}

/* The cells of a row, of which there are "count". */
static void print_band(FILE *file, const struct map *map, const struct image_grid *grid,
                       const struct image_cell *cells, size_t row, size_t count)
{
    uint64_t start = (uint64_t)row * grid->row_size, size = map->survey->size;
    int y = TOP + (int)row * ROW;

    for (size_t first = 0, end; first < count; first = end) {
        uint64_t last;

        for (end = first + 1; end < count && alike(&cells[first], &cells[end]); end++)
            ;
        last = start + end * grid->cell_size;
        print_run(file, &cells[first], first, end - first, y, start + first * grid->cell_size,
                  (last < size ? last : size) - 1);
    }
    fprintf(file,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#555\"/>\n",
            CELLS, y, (int)count * CELL, BAND);
}

/* The names of parts that begin in a row, with the numbers that the list has. */
struct labels {
    FILE *file;
    size_t room; /* characters */
    size_t count; /* of the labels that are printed */
};

/* Prints a label unless the room is too small for the label and for ", N to M", if more
 * labels follow.  The first label is always printed, cut off if it must be. */
static bool print_label(struct labels *labels, const struct image_part *part, size_t number,
                        bool more)
{
    char text[32];
    size_t length = strlen(part->name), reserve = more ? strlen(", 99 to 99") : 0, space;

    snprintf(text, sizeof(text), "%s%zu ", labels->count ? ", " : "", number + 1);
    space = labels->room > strlen(text) + reserve ? labels->room - strlen(text) - reserve : 0;
    if (labels->count > 0 && length > space)
        return false;
    fputs(text, labels->file);
    svg_print_text(labels->file, part->name, space);
    labels->room -= strlen(text) + (length < space ? length : space);
    labels->count++;
    return true;
}

/* Prints the labels of the parts from first to before end; numbers for what has no room. */
static void print_row_labels(FILE *file, const struct map *map, size_t first, size_t end)
{
    struct labels labels = {.file = file, .room = NAMES_ROOM};

    for (size_t i = first; i < end; i++) {
        if (print_label(&labels, map->survey->parts[i], i, i + 1 < end))
            continue;
        fprintf(file, i + 1 < end ? ", %zu to %zu" : ", %zu", i + 1, end);
        return;
    }
}

/* Draws where the parts begin that begin in a row, and names them.  *next is the first part
 * that did not begin in a row before. */
static void print_labels(FILE *file, const struct map *map, const struct image_grid *grid,
                         size_t row, size_t *next)
{
    uint64_t start = (uint64_t)row * grid->row_size, end = start + grid->row_size;
    int y = TOP + (int)row * ROW;
    size_t first = *next;

    while (*next < map->survey->count && map->survey->parts[*next]->offset < end)
        (*next)++;
    for (size_t i = first; i < *next; i++)
        fprintf(file, "<path d=\"M%.1f %dv%d\" stroke=\"#000\" stroke-width=\"1.5\"/>\n",
                CELLS + (double)(map->survey->parts[i]->offset - start) * COLUMNS * CELL /
                            grid->row_size,
                y - 1, BAND + 2);
    if (first == *next)
        return;
    svg_begin_text(file, "t", "start", NAMES, y + BAND - 4);
    print_row_labels(file, map, first, *next);
    svg_end_text(file);
}

static void print_rows(FILE *file, const struct map *map, const struct image_grid *grid,
                       const struct image_cell *cells)
{
    size_t next = 0;

    for (size_t row = 0; row < grid->rows; row++) {
        size_t first = row * COLUMNS, left = grid->cells - first;

        svg_begin_text(file, "m", "end", CELLS - 8, TOP + (int)row * ROW + BAND - 4);
        fprintf(file, "0x%06" PRIx64, (uint64_t)row * grid->row_size);
        svg_end_text(file);
        print_band(file, map, grid, cells + first, row, left < COLUMNS ? left : COLUMNS);
        print_labels(file, map, grid, row, &next);
    }
}

static void print_picture(FILE *file, const struct map *map, const struct image_grid *grid,
                          const struct image_cell *cells)
{
    int below = TOP + (int)grid->rows * ROW;

    print_head(file, map, below + svg_height_below(map));
    print_rows(file, map, grid, cells);
    below = svg_print_legend(file, map, below);
    svg_print_list(file, map, below);
    fputs("</svg>\n", file);
}

/* The whole picture in memory.  NULL, after a message, if memory has run out. */
static char *make_picture(const struct map *map, size_t *size)
{
    struct image_cell *cells;
    struct image_grid grid;
    char *text = NULL;
    FILE *file;

    image_grid_make(&grid, (uint32_t)map->survey->size, COLUMNS, ROWS);
    cells = map_cells(map, &grid);
    if (!cells)
        return NULL;
    file = open_memstream(&text, size);
    if (file)
        print_picture(file, map, &grid, cells);
    free(cells);
    if (file && fclose(file) == 0)
        return text;
    free(text);
    message_error("%s", esp_strerror(ESP_ERR_NOMEM));
    return NULL;
}

static int write_file(struct output *output, const char *text, size_t size)
{
    bool good = output_reserve(output, size) == 0 && output_write(output, text, size) == 0 &&
                output_finish(output) == 0 && signals_caught() == 0 && output_publish(output) == 0;

    return good ? STATUS_DONE : STATUS_USAGE;
}

int map_draw_svg(const struct map *map, const char *path)
{
    struct output output = OUTPUT_NONE;
    int status = STATUS_USAGE;
    size_t size = 0;
    char *text = make_picture(map, &size);

    if (!text)
        return STATUS_USAGE;
    if (strcmp(path, "-") == 0)
        output_open_stdout(&output);
    if (strcmp(path, "-") == 0 || output_open(&output, path) == 0)
        status = write_file(&output, text, size);
    output_close(&output);
    free(text);
    return status;
}
