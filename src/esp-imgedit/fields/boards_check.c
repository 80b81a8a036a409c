/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for mistakes in a table of boards, before any row of it is applied.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/fields/boards_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/number.h"
#include "cli/status.h"
#include "image/edit/buffer.h"
#include "image/settings/editor.h"

#define PATCH "patch:"
#define STRING "string:"

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

size_t boards_bytes_prefix(const char *column)
{
    return begins(column, PATCH) ? strlen(PATCH) : begins(column, STRING) ? strlen(STRING) : 0;
}

const char *boards_shown(const char *column, char shown[BOARDS_SHOWN_MAX])
{
    const char *argument = column + strlen(column), *name;

    if (boards_is_edit(column, &argument) &&
        (begins(column, PATCH) || esp_editor_of(column, &name)))
        argument = column + strlen(column);
    snprintf(shown, BOARDS_SHOWN_MAX, "%.*s", (int)(argument - column), column);
    return shown;
}

static const char *title(const struct boards *boards, size_t column)
{
    return csv_cell(&boards->csv, 0, column)->text;
}

/* ---- names of columns ---- */

/* Names of settings and texts may differ in capital letters alone; names of columns that
 * describe the board may not. */
static bool same_title(const char *one, const char *other)
{
    const char *argument;

    if (boards_is_edit(one, &argument) || boards_is_edit(other, &argument))
        return strcmp(one, other) == 0;
    return boards_same_name(one, other);
}

static int check_twice(const struct boards *boards)
{
    char shown[BOARDS_SHOWN_MAX];

    for (size_t i = 0; i < boards->csv.columns; i++)
        for (size_t k = 0; k < i; k++)
            if (title(boards, i)[0] && same_title(title(boards, i), title(boards, k))) {
                message_error("%s: two columns have the name '%s'", boards->title,
                              boards_shown(title(boards, i), shown));
                return STATUS_USAGE;
            }
    return STATUS_DONE;
}

static int check_known(const struct boards *boards)
{
    char shown[BOARDS_SHOWN_MAX];
    const char *argument;
    size_t edits = 0;

    for (size_t i = 0; i < boards->csv.columns; i++) {
        const char *column = title(boards, i);

        if (!boards_is_edit(column, &argument))
            continue;
        edits++;
        if (boards_bytes_prefix(column) || esp_editor_of(column, &argument))
            continue;
        message_error("%s: the column '%s' is no edit that is known", boards->title,
                      boards_shown(column, shown));
        return STATUS_USAGE;
    }
    if (edits > 0)
        return STATUS_DONE;
    message_error("%s: no column is an edit, such as espeasy:name, with a colon", boards->title);
    return STATUS_USAGE;
}

static int check_places(const struct boards *boards)
{
    uint64_t places[BOARDS_COLUMNS_MAX] = {0};

    for (size_t i = 0; i < boards->csv.columns; i++) {
        if (!begins(title(boards, i), PATCH))
            continue;
        if (!number_option("table", title(boards, i) + strlen(PATCH), 0, IMAGE_BUFFER_MAX,
                           &places[i]))
            return STATUS_USAGE;
        for (size_t k = 0; k < i; k++)
            if (begins(title(boards, k), PATCH) && places[k] == places[i]) {
                message_error("%s: the columns '%.40s' and '%.40s' are for the same place",
                              boards->title, title(boards, k), title(boards, i));
                return STATUS_USAGE;
            }
    }
    return STATUS_DONE;
}

/* ---- what two boards should not share ---- */

/* Is the column one for names or addresses?  In NVS, the key counts. */
static bool is_own(const char *column)
{
    static const char *const names[] = {"name",     "ip",          "unit",
                                        "hostname", "device-name", "mqtt-client"};
    const char *name, *slash;

    if (boards_bytes_prefix(column) || !esp_editor_of(column, &name))
        return false;
    slash = strrchr(name, '/');
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(slash ? slash + 1 : name, names[i]) == 0)
            return true;
    return false;
}

/* Several boards may use DHCP, and have no number. */
static bool may_repeat(const char *text)
{
    return !*text || strcmp(text, "0.0.0.0") == 0 || strcmp(text, "0") == 0;
}

struct cell {
    const char *text;
    unsigned line;
};

static int compare(const void *one, const void *other)
{
    const struct cell *a = one, *b = other;
    int order = strcmp(a->text, b->text);

    return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

/* Tells the first pair of lines whose cells are the same. */
static void tell_same(const struct boards *boards, size_t column, struct cell *cells)
{
    const struct cell *first = NULL;
    size_t count = 0;

    for (size_t row = 1; row < boards->csv.rows; row++) {
        const char *text = csv_cell(&boards->csv, row, column)->text;

        if (!may_repeat(text))
            cells[count++] = (struct cell){text, boards->csv.lines[row]};
    }
    qsort(cells, count, sizeof(*cells), compare);
    for (size_t i = 1; i < count; i++)
        if (strcmp(cells[i - 1].text, cells[i].text) == 0 &&
            (!first || cells[i - 1].line < first->line))
            first = &cells[i - 1];
    if (first)
        message_notice("%s: lines %u and %u have the same %.60s", boards->title, first->line,
                       first[1].line, title(boards, column));
}

static int tell_all_same(const struct boards *boards)
{
    struct cell *cells = calloc(boards->csv.rows, sizeof(*cells));

    if (!cells) {
        message_error("out of memory");
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < boards->csv.columns; i++)
        if (is_own(title(boards, i)))
            tell_same(boards, i, cells);
    free(cells);
    return STATUS_DONE;
}

int boards_check(const struct boards *boards)
{
    int status = check_twice(boards);

    if (status == STATUS_DONE)
        status = check_known(boards);
    if (status == STATUS_DONE)
        status = check_places(boards);
    return status == STATUS_DONE ? tell_all_same(boards) : status;
}
