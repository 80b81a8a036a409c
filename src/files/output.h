/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A program's output: standard output, or a file that appears only when it is complete.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A file is written under a temporary name in its own folder, with mode 0600 (dumps hold
 * WiFi passwords).  The file gets its final name when all data is on the disk, so a failure
 * leaves the old file unchanged.  Outputs that cannot be replaced, such as /dev/null or a
 * FIFO, are written directly.  Opening a FIFO waits until a program reads it or a signal
 * comes.
 * These functions print messages about failures, and return 0 or -1.
 */
#ifndef FILES_OUTPUT_H
#define FILES_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct output {
    const char *name; /* for messages: the path as given, or "standard output" */
    char *final;      /* the final name; NULL: the data is written directly */
    char *temporary;  /* the temporary name; NULL: no temporary file exists */
    int fd;           /* -1: closed */
    int lock;         /* descriptor that keeps the temporary file locked; -1: no lock */
};

/* An output that is not open; closing it does nothing. */
#define OUTPUT_NONE {.fd = -1, .lock = -1}

/* Opens an output before any work is done, and so finds out whether path can be written.
 * Errors are: path is a folder or a write-protected file, or no file can be created in its
 * folder. */
int output_open(struct output *output, const char *path);

/* Opens an output whose temporary name is path.part.  A file path.part of an earlier run is
 * opened with its contents, and is overwritten from its start.  The file is locked as in
 * partfile.h.  output_close() removes the file, output_keep() does not. */
int output_open_part(struct output *output, const char *path);
void output_open_stdout(struct output *output);

/* Would the bytes go to a screen? */
bool output_is_terminal(const struct output *output);
/* Does the output become a file with a name?  Pipes and devices do not. */
bool output_is_file(const struct output *output);

/* Do two paths name the same file in the same folder?  The paths may be written
 * differently, and the file need not exist. */
bool output_same_place(const char *path, const char *other);

/* Reserves disk space, so that a full disk is noticed at the start.  The file does not
 * become longer. */
int output_reserve(struct output *output, uint64_t bytes);

int output_write(struct output *output, const void *data, size_t size);

/* Writes all data to the disk and closes the file.  Afterwards no write error can come. */
int output_finish(struct output *output);

/* Checks that the finished file has these contents, because another program may have
 * written into it.  An output without a name cannot be checked, and passes. */
int output_check(const struct output *output, const uint8_t sha256[32]);

/* Gives the finished file its final name. */
int output_publish(struct output *output);

/* Publishes a file and its description; either may be an output without a name.  At no
 * moment does the new file have no description or the old description.  After a failure
 * the old file and the old description are unchanged. */
int output_publish_pair(struct output *file, struct output *description);

/* Closes, and removes a file that was not published.  A second call does nothing. */
void output_close(struct output *output);
/* Closes, and keeps a file that was not published under its temporary name. */
void output_keep(struct output *output);

#endif
