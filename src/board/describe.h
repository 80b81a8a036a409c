/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and printing the device line of a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_DESCRIBE_H
#define BOARD_DESCRIBE_H

#include <stdbool.h>
#include <stdio.h>

#include "board/connect.h"
#include "esp/session/devline.h"

/* Copies the fields of another line, except those that may have changed since: port, state,
 * connect-baud, gone.  Returns an enum esp_err. */
int describe_known(struct esp_devline *line, const struct esp_devline *known);

/* Sets port, chip, flash and so on, and the state in which the session left the board.
 * Returns an enum esp_err. */
int describe_board(struct esp_devline *line, const char *port, const struct esp_session *session);

/* Prints the line and flushes the stream.  Returns an exit status, after a message if
 * memory is out.  closeout() reports write errors. */
int describe_print(const struct esp_devline *line, bool json, FILE *stream);

#endif
