/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of esp-detect: probing one port, probing all ports, listing ports.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_DETECT_DETECT_H
#define ESP_DETECT_DETECT_H

#include <stdbool.h>

#include "board/connect.h"
#include "esp/session/devline.h"

/* Finds the board on port, leaves it as the settings say, and describes it in line, which
 * the caller has initialised.  Prints a message about a failure and returns an enum
 * esp_err. */
int detect_port(struct esp_devline *line, const char *port,
                const struct connect_settings *settings);

/* Probes all candidate ports at once, each in a process of its own, and prints the lines in
 * the order of the ports.  STATUS_DONE if a board was found; STATUS_NO if no board was
 * found and every port could be probed; otherwise STATUS_DEVICE. */
int detect_all(const struct connect_settings *settings, bool json);

/* Has the stub test the board on port.  Prints the device line, then a line for each test.
 * Prints a message about a failure; STATUS_NO if a test failed. */
int detect_selftest(const char *port, const struct connect_settings *settings);

/* Prints a line for each candidate port without opening it.  STATUS_NO if there is no
 * candidate. */
int detect_list(bool json);

#endif
