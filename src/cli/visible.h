/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making foreign text safe to show on a terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_VISIBLE_H
#define CLI_VISIBLE_H

#include <stddef.h>

#define VISIBLE_EXPANSION 4 /* one byte can become 4 bytes: "\x9b" */

/* Copies text to out, which has room for VISIBLE_EXPANSION times the text's length and the
 * final NUL.  Well-formed UTF-8 stays readable in every locale.  Each byte that is not
 * UTF-8 becomes \xNN, and so does each byte of a character that controls a terminal: the
 * control characters of ASCII and C1, marks that change the direction of writing,
 * separators of lines and paragraphs. */
void visible_copy(char *out, const char *text);

#endif
