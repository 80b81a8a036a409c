/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ends of esp-meddle: towards the program, and towards the board.  Both are
 * ptys, or both are TCP connections, with telnet (RFC 854) where the port is RFC 2217's.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef MEDDLE_ENDS_H
#define MEDDLE_ENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum telnet_state {
    TELNET_DATA,
    TELNET_IAC,    /* a command byte follows */
    TELNET_OPTION, /* an option byte follows */
    TELNET_SUB,    /* a subnegotiation, which ends with IAC SE */
    TELNET_SUB_IAC,
};

struct ends {
    int own, board; /* -1: nobody is connected */
    int listener;   /* -1: ptys */
    bool telnet;
    const char *board_port; /* TCP */
    enum telnet_state from_board, from_host;
};

/* The board is at ESPPORT, which then names our own end. */
void ends_open(struct ends *ends);

/* For TCP: a program that connects gets a connection to the board of its own. */
void ends_accept(struct ends *ends);
void ends_hang_up(struct ends *ends);

/* For ptys: the rate that the program set is set at the board's end, too. */
void ends_pass_rate(const struct ends *ends);

/* Is the byte data?  Else it belongs to a telnet command.  *state is that of the
 * direction. */
bool ends_is_data(const struct ends *ends, enum telnet_state *state, uint8_t byte);

#endif
