/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sidecars: FILE.meta is the description that esp-read writes beside the dump FILE.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_SIDECAR_H
#define FILES_SIDECAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp/session/devline.h"

struct sidecar {
    char *path;      /* of the description; NULL: the file has no description */
    bool unreadable; /* the file at path is no description of a dump */
    bool has_offset;
    uint64_t offset; /* where in the flash the dump was read from */
    struct esp_devline line; /* empty if there is no description */
};

/* Looks for the description of file.  The description may be missing.  Returns an exit
 * status, after a message if the description cannot be read or plainfile_open_beside()
 * refuses it.  The caller frees the sidecar in every case. */
int sidecar_read(struct sidecar *sidecar, const char *file);
/* Looks for a journal, which must be a file of this user. */
int sidecar_read_own(struct sidecar *sidecar, const char *file);
/* Reads the description that fd has open.  False with errno if reading fails. */
bool sidecar_load(struct sidecar *sidecar, int fd);
void sidecar_free(struct sidecar *sidecar);

/* Parses the text of a description, one line; for sidecar_read(). */
void sidecar_parse(struct sidecar *sidecar, const char *text);

/* Compares the file's contents with the description.  If they differ, returns true and
 * writes the difference to why: "it has 100 bytes, not 4194304". */
bool sidecar_file_differs(const struct sidecar *sidecar, const uint8_t *data, size_t size,
                          char *why, size_t room);

/* The bytes that the file has too few, if it has this size; 0 if it is long enough, or if
 * the description does not tell. */
uint64_t sidecar_missing(const struct sidecar *sidecar, size_t size);

#endif
