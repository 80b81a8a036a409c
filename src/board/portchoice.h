/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing the port that a program works on.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_PORTCHOICE_H
#define BOARD_PORTCHOICE_H

#include <stdbool.h>

#include "esp/session/devline.h"

struct port_choice {
    char *port;              /* allocated; NULL if no port was found */
    struct esp_devline line; /* from standard input; may be empty */
};

struct port_choice_request {
    const char *option;  /* --port, or NULL */
    bool read_stdin;     /* a device line may come on standard input */
    int status_if_none;  /* exit status if there is no port at all */
};

/* Chooses --port, or else the port in the device line on standard input, or else $ESPPORT,
 * or else the only candidate.  A terminal, /dev/null and a closed standard input have no
 * line.  If a pipe, socket or file has no line, this is a failure: the program before this
 * one has failed, and working on another board would be a mistake.  A line may name the
 * ports that portname.h allows, and the port in ESPPORT.  Returns 0, or an exit status
 * after a message if there is no port or more than one.  The caller frees the choice in
 * every case. */
int port_choose(struct port_choice *choice, const struct port_choice_request *request);
void port_choice_free(struct port_choice *choice);

#endif
