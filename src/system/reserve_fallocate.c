/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Disk space for a file, reserved by fallocate(2) of Linux.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/reserve.h"

#include <errno.h>
#include <fcntl.h>

/* Other errors mean that the file system cannot reserve space. */
int esp_reserve(int fd, uint64_t bytes)
{
    if (fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, (off_t)bytes) == 0 ||
        (errno != ENOSPC && errno != EFBIG && errno != EDQUOT))
        return 0;
    return -1;
}
