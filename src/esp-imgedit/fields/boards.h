/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of boards: one row for each, with what its image has of its own.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A column whose name has a ':' is an edit: "espeasy:name", "nvs:wifi/ssid", "string:OLD",
 * "patch:0x3fc000".  Other columns only describe the board, and choose rows: "mac".  A cell
 * without text leaves its setting as it is; two quotes set the empty text.  Blanks around a
 * cell do not count, unless they are within quotes.
 */
#ifndef ESP_IMGEDIT_BOARDS_H
#define ESP_IMGEDIT_BOARDS_H

#include "text/csv.h"

enum { BOARDS_COLUMNS_MAX = 1000 };

struct boards {
    struct csv csv;
    const char *title; /* of the file, for messages */
};

/* Reads the table.  Returns an exit status, after a message unless it is STATUS_DONE. */
int boards_read(struct boards *boards, const char *file);
void boards_free(struct boards *boards);

/* Each finds one row, counted from 1.  They return an exit status, after a message unless it
 * is STATUS_DONE: no row and several rows are errors. */
int boards_select(const struct boards *boards, const char *choice, size_t *row); /* "mac=…" */
int boards_number(const struct boards *boards, const char *number, size_t *row);
int boards_by_device_line(const struct boards *boards, size_t *row); /* on standard input */

/* Are these the same name of a column that describes the board?  Blanks around the name and
 * capital letters make no difference. */
bool boards_same_name(const char *one, const char *other);

/* Is the column an edit?  *argument: what follows the first ':'. */
bool boards_is_edit(const char *column, const char **argument);

#endif
