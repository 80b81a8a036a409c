/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an interrupted run leaves beside its file, so that the next can go on with it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * FILE.part has what came so far, FILE.part.meta (the journal) says of which
 * board and range, as a device line.  The journal is on the disk before the
 * first byte of data.  A run that goes on overwrites the part from its start
 * and never shortens it, so that at each moment it is as good as before: its
 * bytes may be old or new, and the chip's digests tell which are right.
 * Functions that return an int return an exit status, and have complained where
 * that is not STATUS_DONE.
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
    char *journal; /* its path; NULL where nothing can be kept */
    bool journal_is_ours; /* this run wrote it, or goes on by it: it may be removed */
    int lock;      /* the part, locked; -1 when closed */
    uint8_t *data; /* what an earlier run left; NULL where nothing can be used */
    size_t size;   /* bytes of it */
};

#define RESUME_NONE {.lock = -1}

/* What this run is about. */
struct resume_subject {
    const char *port;
    const struct esp_board *board;
    const struct flash_range *range; /* resolved */
};

/* Opens the output, as output_open_part() does.  One that is no file is fine:
 * nothing is kept of it. */
int resume_open(struct resume *resume, struct output *output, const char *path);

/* Finds out whether the part is of the same board and range.  If so, data and
 * size become what it has.  If not, which is told, or if it is not wanted, it is
 * emptied and gets a new journal. */
int resume_begin(struct resume *resume, const struct output *output,
                 const struct resume_subject *subject, bool wanted);

/* Closes the output.  Where it was not published and has data, part and journal
 * stay, else they are removed.  A second call does nothing. */
void resume_close(struct resume *resume, struct output *output);

#endif
