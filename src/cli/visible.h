/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text that came from elsewhere, made safe to show on a terminal.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef CLI_VISIBLE_H
#define CLI_VISIBLE_H

#include <stddef.h>

#define VISIBLE_EXPANSION 4 /* bytes of "\x9b", what one byte can become */

/* Copies text to out, which has room for VISIBLE_EXPANSION times its length and
 * the final NUL.  Well-formed UTF-8 stays readable, whatever the locale says.
 * Each byte of what a terminal would obey instead of showing it, and each byte
 * that is no UTF-8, becomes \xNN: the control characters of ASCII and C1, the
 * marks that turn the direction of writing, the separators of lines and
 * paragraphs. */
void visible_copy(char *out, const char *text);

#endif
