/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of serial ports: those in sysfs of Linux.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/portnames.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLASS "/sys/class/tty"

/* The first character of an attribute of a tty in sysfs, or 0. */
static int tty_attribute(const char *name, const char *attribute)
{
    char path[PATH_MAX];
    FILE *file;
    int c;

    snprintf(path, sizeof(path), CLASS "/%s/%s", name, attribute);
    file = fopen(path, "re");
    if (!file)
        return 0;
    c = getc(file);
    fclose(file);
    return c == EOF ? 0 : c;
}

/* True for consoles and ptys, which have no device. */
static bool is_virtual(const char *name)
{
    char link[PATH_MAX], target[PATH_MAX];
    ssize_t n;

    snprintf(link, sizeof(link), CLASS "/%s", name);
    n = readlink(link, target, sizeof(target) - 1);
    if (n < 0) { /* old kernels have a folder here, not a link */
        snprintf(link, sizeof(link), CLASS "/%s/device", name);
        n = readlink(link, target, sizeof(target) - 1);
    }
    if (n <= 0)
        return true;
    target[n] = '\0';
    return strstr(target, "/virtual/") || strstr(target, "bluetooth");
}

/* Linux names more ttyS than the machine has: a ttyS of type 0 has no UART.  The system's
 * console is no candidate, because a reset must not go there. */
static bool is_candidate(const char *name)
{
    char path[PATH_MAX];
    int type;

    snprintf(path, sizeof(path), "/dev/%s", name);
    if (name[0] == '.' || access(path, F_OK) < 0 || is_virtual(name))
        return false;
    type = tty_attribute(name, "type");
    return (type == 0 || type != '0') && tty_attribute(name, "console") != 'Y';
}

void esp_portnames_each(bool (*take)(void *ctx, const char *path), void *ctx)
{
    DIR *folder = opendir(CLASS); /* NULL: no ports, as in some containers */
    const struct dirent *entry;
    char path[PATH_MAX];
    bool more = true;

    while (folder && more && (entry = readdir(folder))) {
        if (!is_candidate(entry->d_name))
            continue;
        snprintf(path, sizeof(path), "/dev/%s", entry->d_name);
        more = take(ctx, path);
    }
    if (folder)
        closedir(folder);
}

bool esp_portnames_has_hardware(const char *path)
{
    const char *slash = strrchr(path, '/');
    char link[PATH_MAX];
    struct stat st;
    int n = snprintf(link, sizeof(link), CLASS "/%s/device", slash ? slash + 1 : path);

    return n > 0 && (size_t)n < sizeof(link) && strncmp(path, "/dev/", 5) == 0 &&
           strncmp(path, "/dev/pts/", 9) != 0 && stat(link, &st) == 0;
}
