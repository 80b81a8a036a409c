/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as comma-separated values.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The form is that of RFC 4180, and what spreadsheets make of it: lines may end with LF or
 * CRLF; a byte order mark of UTF-8 may come first; where the first line has semicolons or
 * tabs outside of quotes and no comma, these separate the cells, as in Europe's Excel; a
 * first line "sep=;" names the separator.  Lines without any text are ignored.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct csv_cell {
    char *text;
    bool quoted; /* so that an empty text can be told from no text */
};

struct csv {
    char *text;             /* all texts */
    struct csv_cell *cells; /* row by row; the first row has the names of the columns */
    unsigned *lines;        /* of each row: the line of the file, counted from 1 */
    size_t columns, rows;
    size_t cell_room, line_room;
    /* After a failure. */
    unsigned line;
    const char *trouble; /* "a quote is not closed" */
};

/* Parses a table that has one row at least.  All rows have as many cells as the first.
 * False with csv->line and csv->trouble if the text is malformed, or memory is out. */
bool csv_parse(struct csv *csv, const char *text, size_t size);
void csv_free(struct csv *csv);

const struct csv_cell *csv_cell(const struct csv *csv, size_t row, size_t column);

#endif
