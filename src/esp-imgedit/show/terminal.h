/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the terminal on standard output can show.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_SHOW_TERMINAL_H
#define ESP_IMGEDIT_SHOW_TERMINAL_H

#include <stdbool.h>

struct terminal {
    unsigned columns; /* of the terminal, else of COLUMNS, else 80 */
    bool colour;      /* a terminal that is not "dumb", and NO_COLOR is not set */
    bool utf8;        /* the locale's characters are in UTF-8 */
};

void terminal_find(struct terminal *terminal);

/* The columns that a text in UTF-8 takes.  Each character is taken for one column wide. */
unsigned terminal_width_of(const char *text);

#endif
