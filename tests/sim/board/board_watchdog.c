/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A watchdog of the chip that neither the loader nor our programs feed.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An application may arm a watchdog that an entry into the loader by software leaves
 * armed.  The chips' own watchdogs, which programs can reach, are in the chips' folders.
 */
#include "sim/board/board_private.h"

enum { NS_PER_MS = 1000000 };

void board_watchdog_fed(struct board *board)
{
    board->watchdog_fed_ns = board_now_ns(board);
}

void board_watchdog(struct board *board)
{
    uint64_t period_ns = board->config.watchdog_ms * NS_PER_MS;

    if (!period_ns || board->wiring.in_reset ||
        board_now_ns(board) < board->watchdog_fed_ns + period_ns ||
        (board->config.watchdog_bites && board->bites == board->config.watchdog_bites))
        return;
    board->bites++;
    board->chip->reset(board->self, SIM_RESET_WATCHDOG, board_strap(false));
    board_watchdog_fed(board);
}
