/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what a row of a table of boards says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_TABLE_APPLY_H
#define ESP_IMGEDIT_TABLE_APPLY_H

#include "esp-imgedit/fields/fields.h"

/* Options beside --table. */
struct table_choice {
    const char *select, *row; /* NULL: not given */
    bool dry_run;
    /* Do --patch=OFFSET=BYTES and --replace-string=OLD=NEW.  The parts come apart, because OLD
     * may have a '='. */
    int (*patch)(void *context, const char *offset, const char *bytes);
    int (*replace)(void *context, const char *old_text, const char *new_text);
    void *context;
};

/* Applies the chosen row of the file.  With dry_run, prints what differs for the chosen row
 * or for all rows, and leaves the image as it is.  Returns an exit status, after a message
 * unless it is STATUS_DONE. */
int table_apply(const struct fields_request *request, const struct table_choice *choice,
                const char *file);

#endif
