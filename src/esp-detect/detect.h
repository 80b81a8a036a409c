/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of esp-detect: probing one port, probing all, listing them.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_DETECT_DETECT_H
#define ESP_DETECT_DETECT_H

#include <stdbool.h>

#include "board/connect.h"
#include "esp/session/devline.h"

/* Finds the board on port, leaves it as the settings say, and describes it in
 * line, which is initialised by the caller.  Complains of a failure and returns
 * an enum esp_err. */
int detect_port(struct esp_devline *line, const char *port,
                const struct connect_settings *settings);

/* Probes all candidates at once, one process each, and prints the lines in the
 * order of the ports.  STATUS_DONE when a board was found; STATUS_NO when none
 * was and every port could be tried; else STATUS_DEVICE. */
int detect_all(const struct connect_settings *settings, bool json);

/* Has the stub try the board on port and prints its line, then a line for each test.
 * Complains of a failure; STATUS_NO when a test failed. */
int detect_selftest(const char *port, const struct connect_settings *settings);

/* Prints a line for each candidate without opening it; STATUS_NO when there is
 * none. */
int detect_list(bool json);

#endif
