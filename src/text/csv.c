/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as comma-separated values.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "text/csv.h"

#include <stdlib.h>
#include <string.h>

/* The state of the parser.  Cells are written over the text that they were read from: they
 * are never longer. */
struct parser {
    struct csv *csv;
    char *at, *end, *out;
    char separator;
    unsigned line;
    size_t cells; /* in all rows */
};

static bool fail(struct parser *parser, const char *trouble)
{
    parser->csv->line = parser->line;
    parser->csv->trouble = trouble;
    return false;
}

/* Finds the separator of the first line. */
static char find_separator(const char *at, const char *end)
{
    bool quoted = false, semicolon = false, tab = false;

    for (; at < end && (quoted || (*at != '\n' && *at != '\r')); at++) {
        if (*at == '"')
            quoted = !quoted;
        else if (!quoted && *at == ',')
            return ',';
        semicolon = semicolon || (!quoted && *at == ';');
        tab = tab || (!quoted && *at == '\t');
    }
    return semicolon ? ';' : tab ? '\t' : ',';
}

static bool at_line_end(const struct parser *parser)
{
    return parser->at == parser->end || *parser->at == '\n' ||
           (*parser->at == '\r' && (parser->at + 1 == parser->end || parser->at[1] == '\n'));
}

static void skip_line_end(struct parser *parser)
{
    if (parser->at < parser->end && *parser->at == '\r')
        parser->at++;
    if (parser->at < parser->end)
        parser->at++;
    parser->line++;
}

static bool read_quoted(struct parser *parser)
{
    for (parser->at++;; parser->at++) {
        if (parser->at == parser->end)
            return fail(parser, "a quote is not closed");
        if (*parser->at == '"') {
            if (parser->at + 1 == parser->end || parser->at[1] != '"')
                break;
            parser->at++;
        }
        parser->line += *parser->at == '\n';
        *parser->out++ = *parser->at;
    }
    parser->at++;
    if (at_line_end(parser) || *parser->at == parser->separator)
        return true;
    return fail(parser, "there is text behind a closing quote");
}

static bool read_plain(struct parser *parser)
{
    while (!at_line_end(parser) && *parser->at != parser->separator) {
        if (*parser->at == '"')
            return fail(parser, "a quote stands within a cell that does not begin with one");
        if (*parser->at == '\r')
            return fail(parser, "a line ends with CR alone");
        *parser->out++ = *parser->at++;
    }
    return true;
}

static bool add_cell(struct parser *parser, struct csv_cell cell)
{
    struct csv *csv = parser->csv;

    if (parser->cells == csv->cell_room) {
        size_t room = csv->cell_room ? 2 * csv->cell_room : 64;
        struct csv_cell *cells = realloc(csv->cells, room * sizeof(*cells));

        if (!cells)
            return fail(parser, "out of memory");
        csv->cells = cells;
        csv->cell_room = room;
    }
    csv->cells[parser->cells++] = cell;
    return true;
}

/* Reads a cell.  The NUL behind its text takes the place of the separator, which *more says
 * that there was. */
static bool read_cell(struct parser *parser, bool *more)
{
    bool quoted = !at_line_end(parser) && *parser->at == '"';
    struct csv_cell cell = {.text = parser->out, .quoted = quoted};

    if (!(quoted ? read_quoted(parser) : read_plain(parser)))
        return false;
    *more = !at_line_end(parser);
    if (*more)
        parser->at++;
    else
        skip_line_end(parser);
    *parser->out++ = '\0';
    return add_cell(parser, cell);
}

static bool add_row(struct parser *parser, unsigned line)
{
    struct csv *csv = parser->csv;

    if (csv->rows == csv->line_room) {
        size_t room = csv->line_room ? 2 * csv->line_room : 64;
        unsigned *lines = realloc(csv->lines, room * sizeof(*lines));

        if (!lines)
            return fail(parser, "out of memory");
        csv->lines = lines;
        csv->line_room = room;
    }
    csv->lines[csv->rows++] = line;
    return true;
}

static bool read_row(struct parser *parser)
{
    struct csv *csv = parser->csv;
    unsigned line = parser->line;
    size_t first = parser->cells;
    bool more = true;

    while (more)
        if (!read_cell(parser, &more))
            return false;
    if (parser->cells - first == 1 && csv->cells[first].text[0] == '\0' &&
        !csv->cells[first].quoted) { /* an empty line */
        parser->cells = first;
        return true;
    }
    if (csv->rows == 0)
        csv->columns = parser->cells;
    if (parser->cells - first == csv->columns)
        return add_row(parser, line);
    parser->line = line;
    return fail(parser, parser->cells - first < csv->columns
                            ? "the row has fewer cells than the first row"
                            : "the row has more cells than the first row");
}

/* Skips what may come before the first row, and finds the separator. */
static bool begin(struct parser *parser)
{
    static const char mark[] = "\xef\xbb\xbf";
    size_t size = (size_t)(parser->end - parser->at);

    if (size >= 2 && (memcmp(parser->at, "\xff\xfe", 2) == 0 || memcmp(parser->at, "\xfe\xff", 2) == 0))
        return fail(parser, "the file is UTF-16; save it as CSV in UTF-8");
    if (memchr(parser->at, '\0', size))
        return fail(parser, "there is a NUL; this is no text");
    if (size >= 3 && memcmp(parser->at, mark, 3) == 0)
        parser->at += 3;
    parser->separator = find_separator(parser->at, parser->end);
    if (parser->end - parser->at >= 5 && strncmp(parser->at, "sep=", 4) == 0 &&
        strchr(",;\t", parser->at[4])) {
        parser->separator = parser->at[4];
        parser->at += 5;
        if (!at_line_end(parser))
            return fail(parser, "the line sep= names more than one character");
        skip_line_end(parser);
    }
    return true;
}

bool csv_parse(struct csv *csv, const char *text, size_t size)
{
    struct parser parser = {.csv = csv, .line = 1};

    *csv = (struct csv){.text = malloc(size + 2)};
    if (!csv->text)
        return fail(&parser, "out of memory");
    /* The text is read one byte behind where it is written, for the last cell's NUL. */
    memcpy(csv->text + 1, text, size);
    parser.out = csv->text;
    parser.at = csv->text + 1;
    parser.end = parser.at + size;
    csv->text[size + 1] = '\0';
    if (!begin(&parser))
        return false;
    while (parser.at < parser.end)
        if (!read_row(&parser))
            return false;
    return csv->rows > 0 || fail(&parser, "the table is empty");
}

void csv_free(struct csv *csv)
{
    free(csv->text);
    free(csv->cells);
    free(csv->lines);
    *csv = (struct csv){0};
}

const struct csv_cell *csv_cell(const struct csv *csv, size_t row, size_t column)
{
    return &csv->cells[row * csv->columns + column];
}
