/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Archives of files: a tar archive that is written to memory, and archives or folders that
 * are read.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions return an exit status, after a message unless it is STATUS_DONE.
 */
#ifndef ESP_IMGEDIT_FS_ARCHIVE_H
#define ESP_IMGEDIT_FS_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct archive;

/* A tar archive that grows in memory. */
struct archive_out {
    struct archive *archive;
    uint8_t *bytes; /* allocated */
    size_t size, room;
};

int archive_out_open(struct archive_out *out);
/* path: without a first '/'.  time: seconds since 1970; 0: none.  A folder has no bytes. */
int archive_out_add(struct archive_out *out, const char *path, bool folder, uint32_t time,
                    const uint8_t *bytes, size_t size);
/* After STATUS_DONE the bytes belong to the caller. */
int archive_out_end(struct archive_out *out);
void archive_out_drop(struct archive_out *out);

/* One file or folder that was read. */
struct archive_item {
    const char *path; /* without a first '/', without "." and ".." */
    const char *name; /* as the archive or the folder has it */
    bool folder;
    uint32_t time;
    const uint8_t *bytes;
    size_t size;
};

/* Returns an exit status; anything but STATUS_DONE ends the reading. */
typedef int archive_take(void *context, const struct archive_item *item);

/* Reads the folder or the archive "name": tar, plain or compressed, in any form that
 * libarchive knows; "-" is standard input.  option: for messages.  What is no file and no
 * folder, such as a symbolic link, is an error. */
int archive_read_all(const char *option, const char *name, archive_take *take, void *context);

#endif
