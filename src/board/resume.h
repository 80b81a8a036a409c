/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going on with an interrupted run: the part file and its journal.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * FILE.part holds the data that has arrived.  FILE.part.meta (the journal) is a device line
 * that names the board and the range.  The journal is on the disk before the first byte of
 * data.  A run that goes on overwrites the part from its start and never shortens it.  So
 * at each moment the part is as useful as before: its bytes may be old or new, and the
 * chip's digests tell which bytes are right.
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef BOARD_RESUME_H
#define BOARD_RESUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/range.h"
#include "esp/session.h"
#include "files/output.h"

struct resume {
    char *journal; /* the journal's path; NULL: the output is no file */
    bool journal_is_ours; /* this run wrote the journal or uses it, and may remove it */
    int lock;      /* descriptor of the locked part; -1: closed */
    uint8_t *data; /* an earlier run's data; NULL: no usable data */
    size_t size;   /* bytes of data */
};

#define RESUME_NONE {.lock = -1}

/* The board and the range of this run. */
struct resume_subject {
    const char *port;
    const struct esp_board *board;
    const struct flash_range *range; /* resolved */
};

/* Opens the output with output_open_part().  The output need not be a file; then no part is
 * kept. */
int resume_open(struct resume *resume, struct output *output, const char *path);

/* Finds out whether the part is of the same board and range.  If it is, reads it into data
 * and size.  If it is not (which gives a notice), or if wanted is false, empties the part
 * and writes a new journal. */
int resume_begin(struct resume *resume, const struct output *output,
                 const struct resume_subject *subject, bool wanted);

/* Closes the output.  If it has data and was not published, the part and the journal stay;
 * otherwise they are removed.  A second call does nothing. */
void resume_close(struct resume *resume, struct output *output);

#endif
