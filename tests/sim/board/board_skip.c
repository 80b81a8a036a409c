/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Skipping of waits: while nobody does anything, the board's clock and the clock that the
 * board keeps for the programs go faster than the wall clock.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A program that gets no answer waits for seconds, and such a wait shows nothing more when
 * it takes seconds of the wall clock.  The clocks become faster only after a while without a
 * byte, and then slowly: short time-outs, which a busy machine could make a program miss,
 * take their time.  On a machine that is too busy for the board nothing is skipped, because
 * programs may be waiting for a processor, and not for the board.
 */
#include "sim/board/board_private.h"

enum {
    QUIET_NS = 30000000, /* for this time nothing is skipped */
    FASTEST = 16,         /* times the wall clock */
};

/* Bytes that a stalled line holds back do not count. */
static bool is_quiet(const struct board *board)
{
    const struct cable_queue *to_host = &board->cable.to_host;

    if (board->wiring.in_reset || board->wiring.pending || board->cable.to_chip.count)
        return false;
    if (to_host->count && to_host->bytes[to_host->head].at_ns < board_now_ns(board) + QUIET_NS)
        return false;
    return board->chip->idle(board->self);
}

void board_active(struct board *board)
{
    board->active_ns = board_now_ns(board);
}

bool board_may_skip(const struct board *board)
{
    return board->config.skip_waits && !board->config.paced && board->hostclock.page &&
           is_quiet(board);
}

uint64_t board_skip_ns(struct board *board, uint64_t slice_ns)
{
    uint64_t quiet_ns, times;

    if (!board_may_skip(board)) {
        board_active(board);
        return 0;
    }
    quiet_ns = board_now_ns(board) - board->active_ns;
    times = quiet_ns / QUIET_NS;
    if (times > FASTEST)
        times = FASTEST;
    return times > 1 ? (times - 1) * slice_ns : 0;
}
