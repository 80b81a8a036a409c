/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that the user did not name, such as FILE.meta: opened only if they are what
 * they should be.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * In a directory that others may write to, a file of such a name may be a trap: a
 * FIFO at which we would wait for ever, a device, a link to elsewhere, or the work
 * of somebody else.  Nothing here waits, and nothing but a plain file is opened.
 */
#ifndef FILES_PLAINFILE_H
#define FILES_PLAINFILE_H

#include <stdbool.h>
#include <sys/stat.h>

/* The folder of a path, allocated: "." for a plain name; NULL without memory. */
char *plainfile_folder_of(const char *path);

/* Opens path, which describes file, for reading.  In a directory that others may
 * write to it must be no link, and a file of ours, of root's or of file's owner.
 * Returns a descriptor, or -1: errno is then ENOENT where there is no such file, and
 * EINVAL where there is one that will not do.  *why says what is wrong. */
int plainfile_open_beside(const char *path, const char *file, const char **why);

/* What is wrong with the file that is at path and would be replaced by what
 * describes file; NULL where it is fine, or is not there.  The rules are the same,
 * and a link is never followed. */
const char *plainfile_objection(const char *path, const char *file);

/* Whether a file is plain, ours, and has this one name. */
bool plainfile_is_own(const struct stat *status);

/* Opens a file for which plainfile_is_own() holds, with these flags of open(2), or
 * creates the file with mode 0600.
 * Returns a descriptor, or -1 with *why, and errno ENOENT as above. */
int plainfile_open_own(const char *path, int flags, const char **why);

/* Whether path is a symbolic link that somebody else may have planted. */
bool plainfile_is_planted_link(const char *path);

/* Whether path is, not through a link, the file that fd has open. */
bool plainfile_is_at(int fd, const char *path);

#endif
