/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a web page, as one line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_WEB_WEBTEXT_H
#define OTA_WEB_WEBTEXT_H

#include <stddef.h>

/* Writes the words that a reader of the page sees to out, with single spaces between them
 * and a NUL at the end.  Tags, comments, scripts, styles and the title are left out, and the
 * usual entities become characters.  A text that does not fit ends in "...".  The page need
 * not be well-formed.  size is at least 4. */
void ota_web_words(char *out, size_t size, const char *html, size_t length);

/* The first place of text in the page, whatever the case of ASCII letters; NULL: the page
 * has no such text. */
const char *ota_web_find(const char *html, size_t length, const char *text);

#endif
