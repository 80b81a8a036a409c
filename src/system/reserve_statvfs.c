/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disk space for a file: asks whether there is room, where nothing reserves it without
 * changing the size of the file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/reserve.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

enum { BLOCK = 512 }; /* bytes, the unit of st_blocks: POSIX leaves the unit open, stat(2) of Linux,
                       * macOS and FreeBSD have this one */

/* The blocks that the file has already are not needed again.  A file system without a
 * number of blocks, such as a network's, tells nothing. */
int esp_reserve(int fd, uint64_t bytes)
{
    struct statvfs system;
    struct stat file;
    uint64_t has, free_bytes;

    if (fstatvfs(fd, &system) != 0 || fstat(fd, &file) != 0 || system.f_blocks == 0)
        return 0;
    has = (uint64_t)file.st_blocks * BLOCK;
    free_bytes = (uint64_t)system.f_bavail * system.f_frsize;
    if (bytes <= has || bytes - has <= free_bytes)
        return 0;
    errno = ENOSPC;
    return -1;
}
