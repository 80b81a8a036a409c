/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock files of other systems.  Source of the folder /var/spool/lock: FreeBSD, hier(7).
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/uucplock.h"

#include <stdio.h>

bool esp_uucplock_file(unsigned i, const char *name, dev_t device, char *file, size_t size)
{
    static const char *const folders[] = {"/var/spool/lock", "/var/lock"};

    (void)device;
    if (i >= sizeof(folders) / sizeof(folders[0]))
        return false;
    snprintf(file, size, "%s/LCK..%s", folders[i], name);
    return true;
}
