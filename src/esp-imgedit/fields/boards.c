/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of boards: reads it, and finds a board's row.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/boards.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "esp/session/devline.h"
#include "files/imagefile.h"

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

static int check_columns(const struct boards *boards)
{
    const struct csv *csv = &boards->csv;

    for (size_t i = 0; i < csv->columns; i++)
        for (size_t k = 0; k < i; k++)
            if (csv_cell(csv, 0, i)->text[0] &&
                strcmp(csv_cell(csv, 0, i)->text, csv_cell(csv, 0, k)->text) == 0) {
                message_error("%s: two columns have the name '%.60s'", boards->title,
                              csv_cell(csv, 0, i)->text);
                return STATUS_USAGE;
            }
    return STATUS_DONE;
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
    if (boards->csv.columns <= 1000)
        return check_columns(boards);
    message_error("%s: the table has %zu columns, more than 1000", boards->title,
                  boards->csv.columns);
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
    bool mac = strcmp(column, "mac") == 0;
    size_t size;

    cell += strspn(cell, " ");
    size = strlen(cell);
    while (size > 0 && cell[size - 1] == ' ')
        size--;
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
        if (strcmp(csv_cell(csv, 0, *column)->text, name) == 0)
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

int boards_select(const struct boards *boards, const char *choice, size_t *row)
{
    const struct csv *csv = &boards->csv;
    const char *mark = strchr(choice, '=');
    char *name = strndup(choice, mark ? (size_t)(mark - choice) : 0);
    int status = STATUS_USAGE;
    size_t column;

    *row = 0;
    if (!name)
        message_error("out of memory");
    else if (!mark || mark == choice || mark[1] == '\0')
        message_error("--select: '%s' does not have the form COLUMN=VALUE", choice);
    else if (!find_column(csv, name, &column))
        message_error("--select: %s has no column '%s'", boards->title, name);
    else {
        status = STATUS_DONE;
        for (size_t i = 1; i < csv->rows && status == STATUS_DONE; i++)
            if (same(name, csv_cell(csv, i, column)->text, mark + 1) &&
                !note(boards, i, row, choice))
                status = STATUS_USAGE;
        if (status == STATUS_DONE)
            status = one_row(boards, *row, choice);
    }
    free(name);
    return status;
}

int boards_number(const struct boards *boards, const char *number, size_t *row)
{
    uint64_t value;

    if (!number_option("row", number, 1, UINT32_MAX, &value))
        return STATUS_USAGE;
    if (value < boards->csv.rows) {
        *row = (size_t)value;
        return STATUS_DONE;
    }
    message_error("--row: %s has %zu rows below the names of its columns", boards->title,
                  boards->csv.rows - 1);
    return STATUS_USAGE;
}

/* Does the row have what the device line says, in all columns that the line knows? */
static bool fits(const struct csv *csv, size_t row, const struct esp_devline *line)
{
    bool compared = false;

    for (size_t i = 0; i < csv->columns; i++) {
        const char *name = csv_cell(csv, 0, i)->text;
        const char *value = esp_devline_get(line, name);

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

    snprintf(what, sizeof(what), "the board of the device line%s%.40s", mac ? ", mac=" : "",
             mac ? mac : "");
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
