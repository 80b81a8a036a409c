/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file that a symbolic link leads to, which need not exist.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_LINKTARGET_H
#define FILES_LINKTARGET_H

/* If path is a symbolic link, writing path replaces or makes the file that the link leads
 * to, and the link stays.  Returns the path of that file, or a copy of path; allocated.  NULL
 * with errno if the links go round in a circle, or if another user may have planted one. */
char *linktarget_resolve(const char *path);

#endif
