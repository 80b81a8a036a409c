/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock files of Linux.  Source: Filesystem Hierarchy Standard 3.0, section 5.9.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/uucplock.h"

#include <stdio.h>
#include <sys/sysmacros.h>

bool esp_uucplock_file(unsigned i, const char *name, dev_t device, char *file, size_t size)
{
    if (i == 0)
        snprintf(file, size, "/var/lock/LCK..%s", name);
    else
        snprintf(file, size, "/var/lock/LCK.%03u.%03u", major(device), minor(device));
    return i < 2;
}
