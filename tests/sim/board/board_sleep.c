/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An idle board sleeps, so that many idle boards cost a machine nearly nothing.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A board looks after its host each millisecond.  A board in which nothing happens waits for
 * its host instead, and its time passes afterwards, before the host's bytes count.  A board
 * that keeps a clock for programs does not sleep, because the clock needs an update each
 * millisecond.
 */
#include "sim/board/board_private.h"

enum {
    QUIET_NS = 100000000, /* for this time a board stays awake: a host that asks has no delay */
    SLEEP_NS = 40000000,
};

static bool has_plans(const struct board *board)
{
    const struct board_config *config = &board->config;

    return config->power_cut_ms || config->brown_out_count || config->watchdog_ms ||
           config->swap_after || config->usb || board->linesocket >= 0;
}

uint64_t board_sleep_ns(struct board *board)
{
    if (board->hostclock.page || has_plans(board) || board->wiring.in_reset ||
        board->wiring.pending || !cable_idle(&board->cable) || !board->chip->idle(board->self)) {
        board->awake_ns = board_now_ns(board);
        return 0;
    }
    return board_now_ns(board) - board->awake_ns > QUIET_NS ? SLEEP_NS : 0;
}
