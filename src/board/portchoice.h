/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which port a program works on, and what is already known of the board there.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_PORTCHOICE_H
#define BOARD_PORTCHOICE_H

#include <stdbool.h>

#include "esp/session/devline.h"

struct port_choice {
    char *port;              /* allocated; NULL when none was found */
    struct esp_devline line; /* what standard input said; may be empty */
};

struct port_choice_request {
    const char *option;  /* --port, or NULL */
    bool read_stdin;     /* a device line may come on standard input */
    int status_if_none;  /* exit status where there is no port at all */
};

/* Chooses --port, else the port of the device line on standard input, else $ESPPORT,
 * else the only candidate.  A terminal, /dev/null and a closed standard input bring
 * no line; a pipe, socket or file that brings none is a failure, because the program
 * before us failed: turning to another board then would be a mistake.  A line may
 * name a port of portname.h, or the one that ESPPORT names.  Complains where that gives no
 * port or several, and returns 0 or an exit status.  Free the choice either way. */
int port_choose(struct port_choice *choice, const struct port_choice_request *request);
void port_choice_free(struct port_choice *choice);

#endif
