/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small files in the current folder, for tests of code that changes files.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <dirent.h>
#include <stdio.h>

/* The first bytes of a file as a string; "(none)" if there is no file. */
__attribute__((unused)) static const char *contents(const char *path)
{
    static char text[64];
    FILE *file = fopen(path, "r");
    size_t count;

    if (!file)
        return "(none)";
    count = fread(text, 1, sizeof(text) - 1, file);
    text[count] = '\0';
    fclose(file);
    return text;
}

__attribute__((unused)) static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    fputs(text, file);
    fclose(file);
}

__attribute__((unused)) static unsigned files_here(void)
{
    DIR *folder = opendir(".");
    unsigned count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count - 2; /* without . and .. */
}

#endif
