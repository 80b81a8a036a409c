/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Device lines: each line describes one board by key=value fields with spaces between
 * them.  esp-detect prints device lines, and a dump's sidecar file holds one.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Spaces, control characters, '%' and bytes that are not ASCII are percent-encoded in
 * values.  port= comes first; the order of the other keys has no meaning.  Unknown keys
 * are kept.
 */
#ifndef ESP_SESSION_DEVLINE_H
#define ESP_SESSION_DEVLINE_H

#include <stdio.h>

#include "base/error.h"

struct esp_board;

struct esp_devline_field {
    char *key;
    char *value; /* decoded */
};

struct esp_devline {
    struct esp_devline_field *fields;
    size_t count;
};

void esp_devline_init(struct esp_devline *line);
void esp_devline_free(struct esp_devline *line); /* leaves it initialised */

/* Sets key to value, in place or at the end.  ESP_ERR_NOMEM, or ESP_ERR_ARG
 * for a key that is empty or has characters other than a-z, 0-9 and '-'. */
int esp_devline_set(struct esp_devline *line, const char *key, const char *value);
int esp_devline_setf(struct esp_devline *line, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
const char *esp_devline_get(const struct esp_devline *line, const char *key); /* or NULL */

/* Parses one line, with or without its newline.  ESP_ERR_ARG for a word
 * without '=', a bad escape or a key given twice. */
int esp_devline_parse(struct esp_devline *line, const char *text);

/* Print one line with its newline, as text or as JSON.  In JSON, flash-size,
 * flash-reach, flash-repeats, offset, size and crystal are numbers, all other values are strings.
 * Return 0 or ESP_ERR_NOMEM; the caller checks the stream for write errors. */
int esp_devline_print(const struct esp_devline *line, FILE *stream);
int esp_devline_print_json(const struct esp_devline *line, FILE *stream);

/* Adds the board's chip, revision, mac, custom-mac, crystal, features, flash-encryption,
 * secure-boot, disabled, flash-voltage, flash-pads, flash-id and flash-size, if they are known
 * and say something:
 *   port=/dev/ttyUSB0 chip=ESP8266EX mac=a0:20:a6:16:45:d2 crystal=26000000
 *   features=wifi flash-id=5e4016 flash-size=4194304
 * flash-id is the three RDID bytes in order; flash-size may be "unknown".  Adds
 * flash-size-from=option if the options gave the size, flash-reach if addresses do not reach
 * all of the flash, and flash-repeats if the flash may be smaller than its ID says. */
int esp_devline_set_board(struct esp_devline *line, const struct esp_board *board);

#endif
