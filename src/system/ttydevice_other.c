/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding out whether a device is a terminal, where the numbers of devices tell nothing: by
 * its name in /dev.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/ttydevice.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_ROOM = 128 };

static bool has_number(const char *path, dev_t device)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == device;
}

/* Finds the name of the device in the folder, among the names that begin with one of two
 * texts. */
static bool find(const char *folder, const char *start, const char *other_start, dev_t device,
                 char name[NAME_ROOM])
{
    const struct dirent *entry;
    char path[NAME_ROOM];
    bool found = false;
    DIR *all = opendir(folder);

    while (all && !found && (entry = readdir(all))) {
        if (entry->d_name[0] == '.' || (strncmp(entry->d_name, start, strlen(start)) != 0 &&
                                        strncmp(entry->d_name, other_start, strlen(other_start)) != 0))
            continue;
        if (snprintf(path, sizeof(path), "%s/%.100s", folder, entry->d_name) < NAME_ROOM &&
            has_number(path, device)) {
            snprintf(name, NAME_ROOM, "%.100s", entry->d_name);
            found = true;
        }
    }
    if (all)
        closedir(all);
    return found;
}

/* Serial devices are tty* and, for calling out, cu* (BSD, macOS). */
bool esp_ttydevice_is(dev_t device)
{
    char name[NAME_ROOM];

    return find("/dev", "tty", "cu", device, name) || find("/dev/pts", "", "", device, name) ||
           has_number("/dev/console", device);
}

/* ttyv0 is a screen of FreeBSD, tty1 one of Linux. */
bool esp_ttydevice_is_screen(dev_t device)
{
    char name[NAME_ROOM];

    if (has_number("/dev/tty", device) || has_number("/dev/console", device) ||
        has_number("/dev/ptmx", device))
        return true;
    return find("/dev", "tty", "tty", device, name) &&
           ((name[3] >= '0' && name[3] <= '9') || name[3] == 'v');
}
