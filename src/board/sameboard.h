/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the board that answers the one that a device line describes?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_SAMEBOARD_H
#define BOARD_SAMEBOARD_H

#include <stdbool.h>

#include "esp/session.h"
#include "esp/session/devline.h"

/* Whether both lines tell something of key, and not the same. */
bool sameboard_differs(const struct esp_devline *one, const struct esp_devline *other,
                       const char *key);

/* Compares chip, MAC address and flash ID where both sides know them.  Returns
 * 0, or STATUS_REFUSED after a complaint: boards were swapped between two
 * programs, and the request was not meant for this one. */
int sameboard_check(const struct esp_devline *expected, const struct esp_session *session,
                    const char *port);

#endif
