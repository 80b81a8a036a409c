/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of boards: reads it, and finds a board's row.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/boards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp-imgedit/fields/boards_check.h"
#include "esp/session/devline.h"
#include "files/imagefile.h"
#include "image/settings/editor.h"

enum {
    TABLE_MAX = 16 << 20, /* bytes */
    LINE_MAX_BYTES = 4096, /* of a device line */
};

bool boards_is_edit(const char *column, const char **argument)
{
    const char *mark = strchr(column, ':');

    if (!mark)
        return false;
    *argument = mark + 1;
    return true;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

static size_t size_without_blanks(const char *text)
{
    size_t size = strlen(text);

    while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
        size--;
    return size;
}

bool boards_same_name(const char *one, const char *other)
{
    size_t size;

    one = skip_blanks(one);
    other = skip_blanks(other);
    size = size_without_blanks(one);
    return size == size_without_blanks(other) && strncasecmp(one, other, size) == 0;
}

/* Tables that people write often have blanks behind the separators.  Quotes keep blanks. */
static void trim_cells(struct csv *csv)
{
    for (size_t i = 0; i < csv->rows * csv->columns; i++) {
        struct csv_cell *cell = &csv->cells[i];

        if (cell->quoted)
            continue;
        cell->text += strspn(cell->text, " \t");
        cell->text[size_without_blanks(cell->text)] = '\0';
    }
}

int boards_read(struct boards *boards, const char *file)
{
    uint8_t *bytes = NULL;
    size_t size;
    bool good;
    int status = image_file_read_upto(file, TABLE_MAX, &bytes, &size);

    *boards = (struct boards){.title = image_file_title(file)};
    if (status != STATUS_DONE)
        return status;
    good = csv_parse(&boards->csv, (const char *)bytes, size);
    free(bytes);
    if (!good) {
        message_error("%s: line %u: %s", boards->title, boards->csv.line, boards->csv.trouble);
        return STATUS_USAGE;
    }
    trim_cells(&boards->csv);
    if (boards->csv.columns <= BOARDS_COLUMNS_MAX)
        return STATUS_DONE;
    message_error("%s: the table has %zu columns, more than %d", boards->title,
                  boards->csv.columns, BOARDS_COLUMNS_MAX);
    return STATUS_USAGE;
}

void boards_free(struct boards *boards)
{
    csv_free(&boards->csv);
}

static char simple(char c)
{
    return c == '-' ? ':' : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Do a cell and a text say the same?  Blanks around the cell make no difference; in MAC
 * addresses neither do capital letters, nor dashes in place of colons. */
static bool same(const char *column, const char *cell, const char *text)
{
    bool mac = boards_same_name(column, "mac");
    size_t size;

    cell = skip_blanks(cell);
    size = size_without_blanks(cell);
    if (size != strlen(text))
        return false;
    for (size_t i = 0; i < size; i++)
        if (mac ? simple(cell[i]) != simple(text[i]) : cell[i] != text[i])
            return false;
    return true;
}

static bool find_column(const struct csv *csv, const char *name, size_t *column)
{
    for (*column = 0; *column < csv->columns; (*column)++)
        if (boards_same_name(csv_cell(csv, 0, *column)->text, name))
            return true;
    return false;
}

/* Notes a row that fits.  False after a message if another one fits, too. */
static bool note(const struct boards *boards, size_t next, size_t *row, const char *what)
{
    if (*row == 0) {
        *row = next;
        return true;
    }
    message_error("%s: lines %u and %u both have %s", boards->title, boards->csv.lines[*row],
                  boards->csv.lines[next], what);
    return false;
}

static int one_row(const struct boards *boards, size_t row, const char *what)
{
    if (row > 0)
        return STATUS_DONE;
    message_error("%s: no row has %s", boards->title, what);
    return STATUS_USAGE;
}

/* The choice for messages.  Cells of bytes and of passwords are not shown. */
static void format_choice(char *what, size_t size, const char *name, const char *value)
{
    bool hidden = boards_bytes_prefix(name) || esp_name_is_secret(name);
    char shown[BOARDS_SHOWN_MAX];

    snprintf(what, size, "%s=%s", boards_shown(name, shown), hidden ? "***" : value);
}

static int select_row(const struct boards *boards, const char *name, const char *value, size_t *row)
{
    const struct csv *csv = &boards->csv;
    char what[160], shown[BOARDS_SHOWN_MAX];
    size_t column;

    if (!find_column(csv, name, &column)) {
        message_error("--select: %s has no column '%s'", boards->title, boards_shown(name, shown));
        return STATUS_USAGE;
    }
    format_choice(what, sizeof(what), name, value);
    for (size_t i = 1; i < csv->rows; i++)
        if (same(name, csv_cell(csv, i, column)->text, value) && !note(boards, i, row, what))
            return STATUS_USAGE;
    return one_row(boards, *row, what);
}

int boards_select(const struct boards *boards, const char *choice, size_t *row)
{
    const char *mark = strchr(choice, '=');
    char *name = strndup(choice, mark ? (size_t)(mark - choice) : 0);
    int status = STATUS_USAGE;

    *row = 0;
    if (!name)
        message_error("out of memory");
    else if (!mark || mark == choice || mark[1] == '\0')
        message_error("--select: the argument does not have the form COLUMN=VALUE");
    else
        status = select_row(boards, name, mark + 1, row);
    free(name);
    return status;
}

int boards_number(const struct boards *boards, const char *number, size_t *row)
{
    uint64_t value;

    if (number_parse(number, &value) != NUMBER_OK || value == 0) {
        message_error("--row: the argument is no number of a row, such as 1");
        return STATUS_USAGE;
    }
    if (value < boards->csv.rows) {
        *row = (size_t)value;
        return STATUS_DONE;
    }
    message_error("--row: %s has %zu rows below the names of its columns", boards->title,
                  boards->csv.rows - 1);
    return STATUS_USAGE;
}

/* What the device line says for a column: NULL if it says nothing. */
static const char *value_of(const struct esp_devline *line, const char *column)
{
    for (size_t i = 0; i < line->count; i++)
        if (boards_same_name(line->fields[i].key, column))
            return line->fields[i].value;
    return NULL;
}

/* Does the row have what the device line says, in all columns that the line knows?  A line
 * without an address fits no row of a table that has a column for addresses. */
static bool fits(const struct csv *csv, size_t row, const struct esp_devline *line)
{
    bool compared = false;

    for (size_t i = 0; i < csv->columns; i++) {
        const char *name = csv_cell(csv, 0, i)->text;
        const char *value = value_of(line, name);

        if (!value && boards_same_name(name, "mac"))
            return false;
        if (!value)
            continue;
        if (!same(name, csv_cell(csv, row, i)->text, value))
            return false;
        compared = true;
    }
    return compared;
}

static int find_by_line(const struct boards *boards, const struct esp_devline *line, size_t *row)
{
    const struct csv *csv = &boards->csv;
    const char *mac = esp_devline_get(line, "mac");
    char what[80];
    size_t column;

    snprintf(what, sizeof(what), "the board of the device line%s%.40s", mac ? ", mac=" : "",
             mac ? mac : "");
    if (mac && !find_column(csv, "mac", &column)) {
        message_error("%s: there is no column mac for the device line, mac=%.40s: use --select or"
                      " --row",
                      boards->title, mac);
        return STATUS_USAGE;
    }
    *row = 0;
    for (size_t i = 1; i < csv->rows; i++)
        if (fits(csv, i, line) && !note(boards, i, row, what))
            return STATUS_USAGE;
    return one_row(boards, *row, what);
}

int boards_by_device_line(const struct boards *boards, size_t *row)
{
    char text[LINE_MAX_BYTES], more[2];
    struct esp_devline line;
    int status = STATUS_USAGE;

    if (!fgets(text, sizeof(text), stdin)) {
        message_error("no device line is on standard input: use --select or --row, or esp-detect"
                      " in front");
        return STATUS_USAGE;
    }
    if (!strchr(text, '\n') || fgets(more, sizeof(more), stdin)) {
        message_error("standard input has something else than one device line: use --select or"
                      " --row");
        return STATUS_USAGE;
    }
    esp_devline_init(&line);
    if (esp_devline_parse(&line, text) != ESP_OK)
        message_error("what is on standard input is no device line");
    else
        status = find_by_line(boards, &line, row);
    esp_devline_free(&line);
    return status;
}
