/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of an image in the terminal: rows of characters, a legend, a list of the parts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp-imgedit/map/map.h"
#include "esp-imgedit/show/shown_name.h"
#include "esp-imgedit/show/terminal.h"

enum {
    ROWS = 32,           /* with 32 columns, each sector of 4 MiB has its cell */
    MOST_CELLS = 128,    /* in a row */
    FEWEST_CELLS = 16,
    NAMES = 22,          /* columns for the names at the right, at least */
    LONGEST_NAME = 40,   /* in the list */
    CHANGED = IMAGE_CELL_KINDS, /* a look of its own, whatever the cell holds */
};

/* How a kind of cell looks.  The characters differ in their shape, because colours are not
 * seen by everybody and not printed everywhere. */
struct look {
    const char *ascii, *utf8;
    const char *colour; /* parameters of SGR, see ECMA-48 */
    const char *name;
};

static const struct look looks[CHANGED + 1] = {
    [IMAGE_CELL_BLANK] = {".", "\u00b7", "2", "blank"},
    [IMAGE_CELL_ZERO] = {"0", "0", "2", "zeros"},
    [IMAGE_CELL_CODE] = {"c", "\u2588", "36", "code"},
    [IMAGE_CELL_DATA] = {"d", "\u2584", "33", "data"},
    [IMAGE_CELL_FILES] = {"f", "\u2592", "32", "file system"},
    [IMAGE_CELL_OTHER] = {"?", "?", "35", "other"},
    [CHANGED] = {"!", "!", "1;31", "changed"},
};

static const struct look *look_of(const struct image_cell *cell)
{
    return &looks[cell->changed ? CHANGED : (int)cell->kind];
}

static void set_colour(const struct terminal *terminal, const struct look *look)
{
    if (terminal->colour)
        printf("\033[%sm", look ? look->colour : "0");
}

static const char *mark_of(const struct terminal *terminal, const struct look *look)
{
    return terminal->utf8 ? look->utf8 : look->ascii;
}

static int offset_digits(const struct map *map)
{
    return map->survey->size > 1 << 24 ? 8 : 6;
}

/* ---- a row ---- */

static void print_cells(const struct image_cell *cells, size_t count,
                        const struct terminal *terminal)
{
    const struct look *last = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct look *look = look_of(&cells[i]);

        if (look != last && last)
            set_colour(terminal, NULL);
        if (look != last)
            set_colour(terminal, look);
        fputs(mark_of(terminal, look), stdout);
        last = look;
    }
    set_colour(terminal, NULL);
}

/* The names at the right of a row. */
struct names {
    unsigned room; /* columns */
    bool any, full;
};

static void print_name(struct names *names, const char *name)
{
    const char *comma = names->any ? ", " : "  ";
    char safe[SHOWN_NAME_SIZE];
    unsigned width;

    shown_name(safe, name, names->any ? LONGEST_NAME : names->room - 2);
    width = terminal_width_of(safe) + 2;
    /* Room must be left for ", ..." unless this is the first name. */
    if (names->full || (names->any && width + 5 > names->room)) {
        if (!names->full)
            fputs(", ...", stdout);
        names->full = true;
        return;
    }
    printf("%s%s", comma, safe);
    names->any = true;
    names->room -= width;
}

/* Prints the names of the parts that begin in a row.  *next is the first part that did not
 * begin in a row before. */
static void print_names(const struct map *map, uint64_t row_end, size_t *next, unsigned room)
{
    struct names names = {.room = room};

    for (; *next < map->survey->count; (*next)++) {
        const struct image_part *part = map->survey->parts[*next];

        if (part->offset >= row_end)
            break;
        print_name(&names, part->name);
    }
}

static unsigned cells_of_row(unsigned columns, unsigned beside)
{
    unsigned cells = MOST_CELLS;

    while (cells > FEWEST_CELLS && cells + beside > columns)
        cells /= 2;
    return cells;
}

static int print_rows(const struct map *map, const struct image_grid *grid,
                      const struct terminal *terminal)
{
    struct image_cell *cells = map_cells(map, grid);
    int digits = offset_digits(map);
    unsigned used = (unsigned)digits + 3 + grid->columns;
    size_t next = 0;

    for (size_t row = 0; cells && row < grid->rows; row++) {
        size_t first = row * grid->columns, left = grid->cells - first;
        size_t count = left < grid->columns ? left : grid->columns;

        printf("0x%0*" PRIx64 " ", digits, (uint64_t)row * grid->row_size);
        print_cells(cells + first, count, terminal);
        printf("%*s", (int)(grid->columns - count), "");
        print_names(map, ((uint64_t)row + 1) * grid->row_size, &next,
                    terminal->columns > used + 4 ? terminal->columns - used : 4);
        putchar('\n');
    }
    free(cells);
    return cells ? STATUS_DONE : STATUS_USAGE;
}

/* ---- what stands below ---- */

static void print_legend(const struct map *map, const struct image_grid *grid,
                         const struct terminal *terminal)
{
    static const int order[] = {IMAGE_CELL_CODE,  IMAGE_CELL_DATA, IMAGE_CELL_FILES,
                                IMAGE_CELL_OTHER, IMAGE_CELL_ZERO, IMAGE_CELL_BLANK, CHANGED};
    size_t count = sizeof(order) / sizeof(order[0]) - (map->base.data ? 0 : 1);
    char cell[32], row[32];

    putchar('\n');
    for (size_t i = 0; i < count; i++) {
        const struct look *look = &looks[order[i]];

        fputs(i ? "  " : "", stdout);
        set_colour(terminal, look);
        fputs(mark_of(terminal, look), stdout);
        set_colour(terminal, NULL);
        printf(" %s", look->name);
    }
    number_format_size(cell, sizeof(cell), grid->cell_size);
    number_format_size(row, sizeof(row), grid->row_size);
    printf("\nEach character is %s, each row %s.\n", cell, row);
}

static void print_part(const struct map *map, const struct image_part *part, int digits)
{
    char name[SHOWN_NAME_SIZE], size[32], fill[16], changed[32] = "";

    shown_name(name, part->name, LONGEST_NAME);
    number_format_size(size, sizeof(size), part->size);
    map_format_fill(map, part, fill, sizeof(fill));
    if (map->base.data)
        snprintf(changed, sizeof(changed), " %9" PRIu32, map_changed_in(map, part));
    printf("0x%0*" PRIx32 "  %12s  %5s%s  %-15s  %s%s\n", digits, part->offset, size,
           fill, changed, image_part_kind_name(part->kind), name,
           map_is_broken(part) ? " (broken)" : "");
}

static void print_list(const struct map *map)
{
    const struct image_survey *survey = map->survey;
    int digits = offset_digits(map);

    if (survey->count == 0) {
        puts("\nNo parts are known in this image.");
        return;
    }
    printf("\n%-*s  %12s   fill%s  %-15s  name\n", digits + 2, "offset", "size",
           map->base.data ? "   changed" : "", "kind");
    for (size_t i = 0; i < survey->count; i++)
        print_part(map, survey->parts[i], digits);
}

int map_draw_terminal(const struct map *map)
{
    char text[128], name[SHOWN_NAME_SIZE], base[SHOWN_NAME_SIZE];
    struct terminal terminal;
    struct image_grid grid;
    int status;

    terminal_find(&terminal);
    image_grid_make(&grid, (uint32_t)map->survey->size,
                    cells_of_row(terminal.columns, (unsigned)offset_digits(map) + 3 + NAMES), ROWS);
    shown_name(name, map->title, SHOWN_NAME_SIZE);
    map_describe(map, text, sizeof(text));
    printf("%s: %s\n", name, text);
    if (map->base.data) {
        shown_name(base, map->base_title, SHOWN_NAME_SIZE);
        map_describe_base(map, text, sizeof(text));
        printf("compared with %s: %s\n", base, text);
    }
    putchar('\n');
    status = print_rows(map, &grid, &terminal);
    if (status != STATUS_DONE)
        return status;
    print_legend(map, &grid, &terminal);
    print_list(map);
    return STATUS_DONE;
}
