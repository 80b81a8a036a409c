/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catches what the code under test prints on standard error.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_COMPLAINT_H
#define UNIT_COMPLAINT_H

#include <stdio.h>
#include <unistd.h>

/* The text printed between the last calls of the two functions below. */
static char complaint[512];

struct complaint_catcher {
    FILE *file;
    int saved;
};

static struct complaint_catcher complaint_catch(void)
{
    struct complaint_catcher catcher = {.file = tmpfile(), .saved = dup(STDERR_FILENO)};

    dup2(fileno(catcher.file), STDERR_FILENO);
    return catcher;
}

static void complaint_release(struct complaint_catcher *catcher)
{
    size_t count;

    dup2(catcher->saved, STDERR_FILENO);
    close(catcher->saved);
    rewind(catcher->file);
    count = fread(complaint, 1, sizeof(complaint) - 1, catcher->file);
    complaint[count] = '\0';
    fclose(catcher->file);
}

#endif
