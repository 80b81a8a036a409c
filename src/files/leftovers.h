/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary files.  A program locks them while it uses them, so that the next run can
 * remove the files of a run that was killed.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Their names are .esputils-XXXXXX, and .esputils-XXXXXX.old for an old description that a
 * new description replaces.
 */
#ifndef FILES_LEFTOVERS_H
#define FILES_LEFTOVERS_H

/* Creates a temporary file, mode 0600, in that folder and locks it.  Returns a
 * descriptor and its allocated path, or -1 with errno. */
int leftovers_create(const char *folder, char **path);

/* Locks the file at path and gives it a second name, which stays when path is replaced.
 * Returns a descriptor; -1 if there is no such file or the second name is not possible. */
int leftovers_keep(const char *path, const char *second);

/* Removes the files that killed runs of this user left in the folder.  If a run was killed
 * after it replaced a dump's description and before it replaced the dump, the old
 * description gets its name back. */
void leftovers_clear(const char *folder);

#endif
