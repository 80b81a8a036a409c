/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edits of a command line, in the order in which they are given.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The parser that gengetopt makes checks the options, but does not keep the order between
 * different options.  So getopt_long(3) reads the command line once more.
 */
#ifndef ESP_IMGEDIT_EDIT_ORDER_H
#define ESP_IMGEDIT_EDIT_ORDER_H

#include <stdbool.h>
#include <stddef.h>

enum edit_kind {
    EDIT_MODE,
    EDIT_FREQ,
    EDIT_SIZE,
    EDIT_PATCH,
    EDIT_FILL,
    EDIT_ERASE,
    EDIT_INSERT,
    EDIT_EXTRACT,
    EDIT_MERGE,
    EDIT_TRIM,
    EDIT_PAD,
    EDIT_SET,
    EDIT_REPLACE,
    EDIT_TABLE,
    EDIT_SCRUB,
    EDIT_NVS_SET,
    EDIT_NVS_DEL,
    EDIT_FS_MAKE,
    EDIT_FS_UNTAR,
    EDIT_FS_PUT,
    EDIT_FS_REMOVE,
    EDIT_FS_GET,
    EDIT_FS_TAR,
    EDIT_KINDS,
};

struct edit {
    enum edit_kind kind;
    const char *text; /* the option's argument; NULL: the option has none */
};

struct edit_list {
    struct edit *edits;
    size_t count;
};

/* The option's name without its dashes: "flash-mode". */
const char *edit_option(enum edit_kind kind);

/* Collects the edits of a command line that the generated parser has accepted.  help: the
 * lines of --help that the parser has, gengetopt_args_info_help; they are the table of
 * options.  False if memory is out. */
bool edit_order_collect(struct edit_list *list, const char *const *help, int argc, char **argv);
void edit_order_free(struct edit_list *list);

/* Is there an edit of this kind? */
bool edit_order_has(const struct edit_list *list, enum edit_kind kind);

#endif
