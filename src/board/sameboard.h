/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking that the board is the one that a device line describes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_SAMEBOARD_H
#define BOARD_SAMEBOARD_H

#include <stdbool.h>

#include "esp/session.h"
#include "esp/session/devline.h"

/* Do both lines have a known value for key, and do the values differ? */
bool sameboard_differs(const struct esp_devline *one, const struct esp_devline *other,
                       const char *key);

/* Compares chip, MAC address and flash ID, as far as both sides know them.  Returns 0, or
 * STATUS_REFUSED after a message: the board was swapped between two programs, and the
 * request was not meant for this board. */
int sameboard_check(const struct esp_devline *expected, const struct esp_session *session,
                    const char *port);

#endif
