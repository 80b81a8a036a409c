/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a long piece of work is: a bar on a terminal, or lines for a log.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum progress_style {
    PROGRESS_NONE,
    PROGRESS_BAR,
    PROGRESS_LINE,
};

/* What --progress=WHEN and -q come to: "auto" is a bar where standard error is
 * a terminal, and nothing elsewhere. */
enum progress_style progress_style_of(const char *when, bool quiet);

/* Starts over; one at a time.  verb as in "esp-read: VERB 1.5 of 4 MiB". */
void progress_begin(enum progress_style style, const char *verb);

/* done and total in bytes; has the type of esp_progress.  May be called as
 * often as one likes: it draws ten times a second at most.  ctx is not used. */
void progress_update(void *ctx, uint64_t done, uint64_t total);

/* Leaves the bar of finished work on the screen as a line of its own, takes
 * that of unfinished work away. */
void progress_end(void);

/* The text of a bar of at most width columns, for progress_update(): apart for
 * tests.  elapsed_ms since the start. */
void progress_format_bar(char *buf, size_t size, unsigned width, const char *verb,
                         uint64_t done, uint64_t total, uint64_t elapsed_ms);

#endif
