/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the virtual board share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_BOARD_PRIVATE_H
#define SIM_BOARD_BOARD_PRIVATE_H

#include "sim/board/board.h"
#include "sim/board/hostclock.h"
#include "sim/board/wiring.h"
#include "sim/line/cable.h"

struct hostport;

struct board {
    struct board_config config;
    const struct sim_chip *chip; /* of the configuration */
    void *self;                  /* that chip, for its operations */
    struct nor *nor;
    struct hostport *port;
    struct cable cable;
    struct wiring wiring;
    int linesocket; /* -1: none */
    bool connected, unplugged;
    size_t brown_outs;       /* that took place */
    bool swapped;            /* another board is in its place */
    uint64_t application_ns; /* when the application writes that runs after one; 0: none */
    uint64_t wall_origin_ns; /* wall clock at virtual time 0 */
    uint64_t late_ns;        /* by how much a paced run fell behind in all */
    struct hostclock hostclock;
    uint64_t host_start_ns, host_end_ns; /* by that clock */
};

uint64_t board_now_ns(const struct board *board);
enum sim_strap board_strap(bool low);

/* board_power.c: what is to happen to the power, when its time has come.  True: it is
 * gone. */
bool board_power_cut_due(struct board *board);
void board_brown_out(struct board *board);
void board_swap(struct board *board);

#endif
