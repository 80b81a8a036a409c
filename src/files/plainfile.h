/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening files that the user did not name, such as FILE.meta, only if they are harmless.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * In a directory that other users can write to, such a file may be a trap: a FIFO that
 * makes the program wait for ever, a device, a link to another place, or another user's
 * file.  These functions never wait, and open only plain files.
 */
#ifndef FILES_PLAINFILE_H
#define FILES_PLAINFILE_H

#include <stdbool.h>
#include <sys/stat.h>

/* The folder of a path, allocated; "." for a plain name; NULL if memory is out. */
char *plainfile_folder_of(const char *path);

/* Opens path, the description of file, for reading.  In a directory that other users can
 * write to, path must not be a link, and must belong to this user, root or file's owner.
 * Returns a descriptor, or -1 with errno: ENOENT if path does not exist, EINVAL if path is
 * refused.  *why: the reason. */
int plainfile_open_beside(const char *path, const char *file, const char **why);

/* The reason why path must not be replaced by a description of file; NULL if path may be
 * replaced or does not exist.  The rules are the same, and a link is never followed. */
const char *plainfile_objection(const char *path, const char *file);

/* Is the file a plain file of this user with only one name? */
bool plainfile_is_own(const struct stat *status);

/* Opens a file for which plainfile_is_own() is true, with these flags of open(2).  With
 * O_CREAT, creates the file with mode 0600.  Returns a descriptor, or -1 with errno and
 * *why as above. */
int plainfile_open_own(const char *path, int flags, const char **why);

/* Is path a symbolic link that another user may have planted? */
bool plainfile_is_planted_link(const char *path);

/* Is path itself, and not through a link, the file that fd has open? */
bool plainfile_is_at(int fd, const char *path);

#endif
