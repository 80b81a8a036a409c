/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for mistakes in a table of boards, before any row of it is applied.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_BOARDS_CHECK_H
#define ESP_IMGEDIT_BOARDS_CHECK_H

#include "esp-imgedit/fields/boards.h"

enum { BOARDS_SHOWN_MAX = 64 };

/* The name of a column for messages.  What follows "string:", or a prefix that is not known,
 * may be a password, and is left out. */
const char *boards_shown(const char *column, char shown[BOARDS_SHOWN_MAX]);

/* A column that edits bytes has a prefix: the column "string:OLD" has "string:".  Returns the
 * prefix's length, or 0 for every other column. */
size_t boards_bytes_prefix(const char *column);

/* Refuses columns that are there twice or are no edit that is known, and tables without an
 * edit.  Tells of boards that get the same name or address.  Returns an exit status, after a
 * message unless it is STATUS_DONE. */
int boards_check(const struct boards *boards);

#endif
