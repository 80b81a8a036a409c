/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temporary files, locked while a program uses them, so that the next run can clear
 * away what a killed one left.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Their names are .esputils-XXXXXX, and .esputils-XXXXXX.old for the description that
 * a new one takes the place of.
 */
#ifndef FILES_LEFTOVERS_H
#define FILES_LEFTOVERS_H

/* Creates a temporary file, mode 0600, in that folder and locks it.  Returns a
 * descriptor and its allocated path, or -1 with errno. */
int leftovers_create(const char *folder, char **path);

/* Gives the file at path a second name, which stays when path is replaced, and locks
 * the file.  Returns a descriptor, or -1 where there is no such file or it can have
 * no such name. */
int leftovers_keep(const char *path, const char *second);

/* Removes what killed runs of this user left in the folder.  Where one was killed
 * after it replaced the description of a dump and before it replaced the dump, the
 * old description gets its name back. */
void leftovers_clear(const char *folder);

#endif
