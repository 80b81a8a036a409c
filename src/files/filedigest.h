/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SHA-256 digest of an open file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_FILEDIGEST_H
#define FILES_FILEDIGEST_H

#include <stdbool.h>
#include <stdint.h>

/* Digests the whole file, whatever the position of fd is.  If the file cannot be read,
 * returns false and sets errno. */
bool filedigest_sha256(int fd, uint8_t sha256[32]);

#endif
