/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disk space for a file that is about to be written.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_RESERVE_H
#define SYSTEM_RESERVE_H

#include <stdint.h>

/* Makes sure that the file system has room for so many bytes of the open file.  The size of
 * the file stays.  Returns 0, or -1 with errno ENOSPC, EFBIG or EDQUOT.  0 is no promise where
 * the system cannot reserve space. */
int esp_reserve(int fd, uint64_t bytes);

#endif
