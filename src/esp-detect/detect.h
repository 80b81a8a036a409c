/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of esp-detect: probing one port, probing all ports, listing ports.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_DETECT_DETECT_H
#define ESP_DETECT_DETECT_H

#include <stdbool.h>
#include <stdio.h>

#include "board/connect.h"
#include "board/partition/parttable.h"
#include "esp/session/devline.h"

struct esp_port; /* esp/port/ports.h */

enum detect_format {
    DETECT_LINES, /* key=value */
    DETECT_JSON,
    DETECT_TABLE, /* for people; only for partitions */
};

/* What to print about each board. */
struct detect_request {
    struct connect_settings settings;
    enum detect_format format;
    bool partitions; /* the partitions in place of the device line */
    struct parttable_place place;
};

/* Looks at the board before the board is left. */
typedef void detect_look(void *ctx, struct esp_session *session, const char *port);

/* Finds the board on port, calls look() if the flash answers, leaves the board as the settings
 * say, and describes it in line, which the caller has initialised.  look: may be NULL.  Prints
 * a message about a failure and returns an enum esp_err. */
int detect_port(struct esp_devline *line, const char *port,
                const struct connect_settings *settings, detect_look *look, void *ctx);

/* Prints what the request asks for about the board on port.  *err: of the search for the
 * board.  Returns an exit status. */
int detect_print(const char *port, const struct detect_request *request, FILE *stream, int *err);

/* Prints the partitions of the board on port.  STATUS_NO after a message if the board has no
 * table, or if the table cannot be trusted; a table for people is printed all the same. */
int detect_partitions(const char *port, const struct detect_request *request, FILE *stream,
                      int *err);

/* Probes all candidate ports at once, each in a process of its own, and prints the lines in
 * the order of the ports.  STATUS_DONE if a board was found; STATUS_NO if no board was
 * found and every port could be probed; otherwise STATUS_DEVICE. */
int detect_all(const struct detect_request *request);

/* Has the stub test the board on port.  Prints the device line, then a line for each test.
 * Prints a message about a failure; STATUS_NO if a test failed. */
int detect_selftest(const char *port, const struct connect_settings *settings);

/* Prints a line for each candidate port without opening it.  STATUS_NO if there is no
 * candidate. */
int detect_list(bool json);

/* Sets what --list tells of the port.  Returns an enum esp_err. */
int detect_describe_port(struct esp_devline *line, const struct esp_port *port);

/* Until a signal comes or nobody reads standard output: prints a line for each board that is
 * there or appears, and a line with gone=1 when it leaves.  list: the lines are those of
 * --list, and no port is opened. */
int detect_watch(const struct detect_request *request, bool list);

#endif
