/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The messages of --scrub, which wait until all values that were blanked are known: the name
 * of a key or a file may have a value that a later step finds.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_SCRUB_NOTES_H
#define ESP_IMGEDIT_SCRUB_NOTES_H

#include <stdbool.h>

#include "image/fields/scrub.h"

struct scrub_note {
    char *text; /* allocated */
    char *name; /* allocated; NULL: none */
    bool error;
};

struct scrub_notes {
    struct scrub_note *notes;
    size_t count, room;
};

/* Keeps a message.  If memory is out, prints it at once, without the name. */
void scrub_notes_add(struct scrub_notes *notes, bool error, const char *name, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));

/* Prints all messages in their order, and frees them. */
void scrub_notes_print(struct scrub_notes *notes, const struct image_scrub *scrub);

#endif
