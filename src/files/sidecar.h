/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What FILE.meta, the description that esp-read wrote beside a dump, says of it.
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
    char *path;      /* of the description; NULL where there is none */
    bool unreadable; /* there is one, but it is no description of a dump */
    bool has_offset;
    uint64_t offset; /* where the dump was read from */
    struct esp_devline line; /* empty where there is none */
};

/* Looks for the description of file.  That there is none is fine; returns an
 * exit status, after a complaint where it cannot be read, or is one that
 * plainfile_open_beside() refuses.  Free it either way. */
int sidecar_read(struct sidecar *sidecar, const char *file);
/* The same where only a description that we wrote counts: a journal. */
int sidecar_read_own(struct sidecar *sidecar, const char *file);
/* Takes the description that fd has open; false with errno where it cannot. */
bool sidecar_load(struct sidecar *sidecar, int fd);
void sidecar_free(struct sidecar *sidecar);

/* Takes the text of a description, one line; for sidecar_read(). */
void sidecar_parse(struct sidecar *sidecar, const char *text);

/* Writes to why how the contents of the file are not what the description says:
 * "it has 100 bytes, not 4194304".  False where they agree. */
bool sidecar_file_differs(const struct sidecar *sidecar, const uint8_t *data, size_t size,
                          char *why, size_t room);

#endif
