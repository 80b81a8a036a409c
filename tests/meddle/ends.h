/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ends of esp-meddle: one towards the program, one towards the board.  Both are
 * ptys, or both are TCP connections.  With RFC 2217 they speak telnet (RFC 854).
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
    int own, board; /* -1: no connection */
    int listener;   /* -1: the ends are ptys */
    bool telnet;
    const char *board_port; /* for TCP */
    enum telnet_state from_board, from_host;
};

/* Opens the board at ESPPORT, and sets ESPPORT to the program's end. */
void ends_open(struct ends *ends);

/* For TCP: each program that connects gets its own connection to the board. */
void ends_accept(struct ends *ends);
void ends_hang_up(struct ends *ends);

/* For ptys: sets the rate of the board's end to the rate that the program has set. */
void ends_pass_rate(const struct ends *ends);

/* True if the byte is data.  Otherwise it belongs to a telnet command.  *state is the state
 * of this direction. */
bool ends_is_data(const struct ends *ends, enum telnet_state *state, uint8_t byte);

#endif
