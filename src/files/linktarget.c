/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that a symbolic link leads to, which need not exist.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/linktarget.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/plainfile.h"

enum { LINKS_MAX = 40 }; /* as the kernel follows; path_resolution(7) */

static bool is_link(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

/* The path that the link points to, as seen from here; allocated. */
static char *target_of(const char *link)
{
    char text[PATH_MAX], *folder, *path = NULL;
    ssize_t length = readlink(link, text, sizeof(text));

    if (length < 0 || length == sizeof(text))
        return NULL;
    text[length] = '\0';
    if (text[0] == '/')
        return strdup(text);
    folder = plainfile_folder_of(link);
    if (!folder || asprintf(&path, "%s/%s", folder, text) < 0)
        path = NULL;
    free(folder);
    return path;
}

/* The path behind one link; NULL with errno. */
static char *step(const char *link, int links)
{
    if (links < LINKS_MAX && !plainfile_is_planted_link(link))
        return target_of(link);
    errno = links < LINKS_MAX ? EACCES : ELOOP;
    return NULL;
}

/* Follows links to a file that does not exist yet, which realpath() cannot do. */
static char *follow(const char *path)
{
    char *found = strdup(path);

    for (int links = 0; found && is_link(found); links++) {
        char *next = step(found, links);
        int saved = errno;

        free(found);
        errno = saved;
        found = next;
    }
    return found;
}

char *linktarget_resolve(const char *path)
{
    if (!is_link(path))
        return strdup(path);
    return access(path, F_OK) == 0 ? realpath(path, NULL) : follow(path);
}
