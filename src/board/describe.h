/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The device line of a board that was worked on.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_DESCRIBE_H
#define BOARD_DESCRIBE_H

#include <stdbool.h>
#include <stdio.h>

#include "board/connect.h"
#include "esp/session/devline.h"

/* Adds what another line said, less what was true only then: port, state,
 * connect-baud.  Returns an enum esp_err, like the next. */
int describe_known(struct esp_devline *line, const struct esp_devline *known);

/* Sets port, chip, flash and so on, and in which state the session left the
 * board. */
int describe_board(struct esp_devline *line, const char *port, const struct esp_session *session,
                   const struct connect_settings *settings);

/* Prints and flushes; returns an exit status after a complaint.  Write errors
 * stay with the stream, for closeout(). */
int describe_print(const struct esp_devline *line, bool json, FILE *stream);

#endif
