/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and locking a part file: a file for unfinished data that outlives the run.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_PARTFILE_H
#define FILES_PARTFILE_H

/* Opens path for writing with its present contents, or creates it, with mode 0600.  Locks
 * the file until its last descriptor is closed.  Accepts only a plain file of this user.
 * name: the final name of the file, for messages.  Returns a descriptor; -1 after a
 * message, also if another run has the file. */
int partfile_open(const char *path, const char *name);

#endif
