/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file for unfinished data that survives the run that writes it: opened and locked.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef FILES_PARTFILE_H
#define FILES_PARTFILE_H

/* Opens path for writing as it is, or creates it, with mode 0600, and locks it
 * until the last descriptor of it is closed.  Only a plain file of ours will do.
 * name is what the data are to become, for messages.  Returns a descriptor, or -1
 * after a complaint: also where another run has it. */
int partfile_open(const char *path, const char *name);

#endif
