/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs print for other programs: values of key=value lines, and JSON.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * All output is printable ASCII, because it may go to a terminal.
 */
#ifndef TEXT_METALINE_H
#define TEXT_METALINE_H

#include <jansson.h>
#include <stdio.h>

/* Prints a value.  Spaces, control characters, '%' and bytes that are not ASCII become %XX. */
void metaline_print_value(const char *value, FILE *stream);

/* A JSON string.  JSON strings must be UTF-8, so any other text is encoded as a value.  NULL
 * if memory has run out. */
json_t *metaline_json_string(const char *value);

/* Prints one line of JSON.  flags: jansson's, for example JSON_INDENT(2).  ESP_OK or
 * ESP_ERR_NOMEM; the caller checks the stream for write errors. */
int metaline_print_json(const json_t *json, size_t flags, FILE *stream);

#endif
