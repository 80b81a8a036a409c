/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a program's data goes: standard output, or a file that appears only when whole.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A file is written under a temporary name in its own folder, with mode 0600
 * (dumps hold WiFi passwords), and takes its name when all is there and on the
 * disk: a failure leaves the old file as it was.  What cannot be replaced so,
 * such as /dev/null or a FIFO, is written directly; a FIFO is waited for until
 * somebody reads it or a signal comes.
 * Failures are told here; functions return 0 or -1.
 */
#ifndef FILES_OUTPUT_H
#define FILES_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
    const char *name; /* for messages: the path as given, or "standard output" */
    char *final;      /* the name to take; NULL where the data is written directly */
    char *temporary;  /* NULL once there is no such file */
    int fd;           /* -1 when closed */
    int lock;         /* of the temporary file, held until it has its name; else -1 */
};

/* An output that is not open; closing it does nothing. */
#define OUTPUT_NONE {.fd = -1, .lock = -1}

/* Finds out before any work is done whether path can be written: a folder, a
 * file that is write-protected, a folder that takes no new file are errors. */
int output_open(struct output *output, const char *path);

/* The same, but the temporary name is path.part, which may exist from an earlier
 * run: it is then opened as it is, to be overwritten from its start.  It is
 * locked as in partfile.h.  output_close() removes it, output_keep() does not. */
int output_open_part(struct output *output, const char *path);
void output_open_stdout(struct output *output);

/* Whether a person would get the bytes on the screen. */
bool output_is_terminal(const struct output *output);
/* Whether it becomes a file with a name: not a pipe, not a device. */
bool output_is_file(const struct output *output);

/* Whether two paths, however they are written, name the same file in the same folder.
 * Neither need be there. */
bool output_same_place(const char *path, const char *other);

/* Takes the disk space ahead, so that a full disk is known at the start.  The
 * file gets no longer by it. */
int output_reserve(struct output *output, uint64_t bytes);

int output_write(struct output *output, const void *data, size_t size);

/* All data is on the disk and no write error is outstanding. */
int output_finish(struct output *output);

/* Whether the finished file has these contents: another program may have written
 * there.  What has no name cannot be looked at, and passes. */
int output_check(const struct output *output, const uint8_t sha256[32]);

/* Gives the finished file its name. */
int output_publish(struct output *output);

/* Publishes a file and what describes it; each may be one without a name.
 * There is no moment at which a new file has no description or an old one's.
 * On failure both old ones are as they were. */
int output_publish_pair(struct output *file, struct output *description);

/* Removes what was not published, and closes.  A second call does nothing. */
void output_close(struct output *output);
/* Closes, and leaves what was not published under its temporary name. */
void output_keep(struct output *output);

#endif
