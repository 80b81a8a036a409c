/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as users type them for --patch.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_IMGEDIT_BYTES_H
#define ESP_IMGEDIT_IMGEDIT_BYTES_H

#include <stddef.h>
#include <stdint.h>

/* Parses hexadecimal digits in pairs, with blanks between pairs or without; @FILE, the
 * contents of a file; or "text" in double quotes, in which \\ \" \n \r \t \0 and \xNN have
 * their usual meaning.  *bytes is allocated.  Returns an exit status, after a message that
 * names the option. */
int imgedit_bytes_parse(const char *option, const char *text, uint8_t **bytes, size_t *size);

#endif
