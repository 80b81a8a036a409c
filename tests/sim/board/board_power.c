/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trouble with the board's power: a cut, a dip that resets the chip, another board on the same
 * cable, and a USB port that goes away with each reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/board_private.h"
#include "sim/line/hostport.h"

enum {
    NS_PER_MS = 1000000,
    APPLICATION_MS = 20, /* from the reset until the application writes */
};

bool board_power_cut_due(struct board *board)
{
    uint64_t cut_ns = board->config.power_cut_ms * NS_PER_MS;

    if (!cut_ns || board_now_ns(board) < cut_ns)
        return false;
    nor_power_cut(board->nor, board_now_ns(board));
    hostport_unplug(board->port);
    return true;
}

/* Acts as an application that keeps a count of its starts in the flash. */
static void application_writes(struct board *board, uint64_t now_ns)
{
    uint32_t address = board->config.brown_outs[board->brown_outs - 1].clears;
    const uint8_t enable[] = {0x06};
    const uint8_t program[] = {0x02, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                               (uint8_t)address, 0};

    if (!board->application_ns || now_ns < board->application_ns || nor_busy(board->nor, now_ns))
        return;
    nor_transfer(board->nor, now_ns, enable, sizeof enable, NULL, 0);
    nor_transfer(board->nor, now_ns, program, sizeof program, NULL, 0);
    board->application_ns = 0;
}

void board_brown_out(struct board *board)
{
    uint64_t now_ns = board_now_ns(board);

    if (board->brown_outs)
        application_writes(board, now_ns);
    if (board->brown_outs == board->config.brown_out_count ||
        board->cable.faults_to_chip.stats.bytes < board->config.brown_outs[board->brown_outs].after)
        return;
    board->brown_outs++;
    board->application_ns = now_ns + APPLICATION_MS * NS_PER_MS;
    board->chip->reset(board->self, SIM_RESET_POWER_ON, SIM_STRAP_FLASH);
}

void board_swap(struct board *board)
{
    if (board->swapped || !board->config.swap_after ||
        board->cable.faults_to_chip.stats.bytes < board->config.swap_after)
        return;
    board->swapped = true;
    board->chip->swap(board->self, board->config.swap_config);
    board->chip->reset(board->self, SIM_RESET_POWER_ON, board_strap(board->config.download));
}

/* A reset of the CPU alone does not touch the USB port. */
static uint64_t resets_of(const struct board *board)
{
    struct sim_stats stats = {0};

    board->chip->stats(board->self, &stats);
    return stats.usb_resets;
}

void board_usb(struct board *board)
{
    uint64_t now_ns = board_now_ns(board), resets;

    if (!board->config.usb || board->unplugged)
        return;
    board->chip->usb(board->self, board->connected && board->cable.to_host.count == 0);
    resets = resets_of(board);
    if (!board->usb_resets)
        board->usb_resets = resets; /* power-on: nobody knows the port yet */
    if (resets != board->usb_resets) {
        board->usb_resets = resets;
        board->usb_back_ns = now_ns + board->config.usb_away_ms * UINT64_C(1000000);
        hostport_go_away(board->port);
        wiring_request(&board->wiring, false, false, now_ns);
    }
    if (board->usb_back_ns && now_ns >= board->usb_back_ns) {
        board->usb_back_ns = 0;
        hostport_come_back(board->port);
    }
}
