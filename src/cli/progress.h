/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Progress of long work: a bar on a terminal, or lines for a log.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/eta.h"

enum progress_style {
    PROGRESS_NONE,
    PROGRESS_BAR,
    PROGRESS_LINE, /* a line at every tenth of the work */
    PROGRESS_RARE, /* a line at every quarter: several processes share the terminal */
};

/* The style for --progress=WHEN and -q.  "auto" is a bar if standard error is a terminal, or
 * lines under `make -j`, and otherwise nothing. */
enum progress_style progress_style_of(const char *when, bool quiet);

/* Tells how long the work still takes, in milliseconds. */
typedef enum esp_eta_trust progress_left(const void *ctx, uint64_t *left_ms);

/* Starts a progress display; there is only one at a time.  board and verb: as in
 * "esp-read: BOARD: VERB 10%, 1.5 of 4 MiB".  left gets ctx; it is asked whenever progress is
 * shown.  If another process draws a bar on this terminal, a bar becomes rare lines. */
void progress_begin(enum progress_style style, const char *board, const char *verb,
                    progress_left *left, const void *ctx);

/* done, total: bytes.  Draws at most ten times a second, so it may be called often.  Has
 * the type esp_progress; ctx is not used. */
void progress_update(void *ctx, uint64_t done, uint64_t total);

/* If the work is finished, leaves the bar on the screen as a line; otherwise removes the
 * bar. */
void progress_end(void);

/* Ends as progress_end(), with a line in the place of a bar: "BOARD: 4.0 MiB in 28.1 s, 13 times
 * the speed of the line; md5 ...".  Without a display only -v prints the line.  baud: of the
 * line; 0: it has none.  md5: NULL if there is none to tell. */
void progress_sum_up(uint64_t bytes, uint32_t baud, const uint8_t md5[16]);

/* Writes "4.0 MiB in 28.1 s, 13 times the speed of the line".  Public for its unit test. */
void progress_format_sum(char *buf, size_t size, uint64_t bytes, uint64_t ms, uint32_t baud);

/* What a bar shows. */
struct progress_figures {
    uint64_t done, total; /* bytes */
    uint64_t elapsed_ms;  /* since the start */
    enum esp_eta_trust trust;
    uint64_t left_ms;     /* until the end, as far as it can be trusted */
};

/* Writes the text of a bar of at most width columns.  Public for its unit test. */
void progress_format_bar(char *buf, size_t size, unsigned width, const char *verb,
                         const struct progress_figures *figures);

#endif
