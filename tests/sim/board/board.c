/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual board: time passes, the chip runs, bytes go to the host and to the chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/board.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sim/board/board_private.h"
#include "sim/line/cable.h"
#include "sim/line/hostport.h"
#include "sim/line/linesocket.h"

enum {
    SLICE_NS = 200000,      /* the longest time between two looks after the host */
    IDLE_SLICE_NS = 1000000,
    LATE_NS = 50000000,     /* a board later than this no longer catches up with the wall
                             * clock */
    LATE_WITH_CLOCK_NS = 5000000, /* the same if the host's clock waits for the board */
    FINISH_NS = 20000000,   /* a stopped board runs on for this time */
    TCP_BAUD = 115200,      /* a plain TCP port acts as a server with this line rate */
};

static uint64_t wall_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t board_now_ns(const struct board *board)
{
    return board->chip->now_ns(board->self);
}

enum sim_strap board_strap(bool low)
{
    return low ? SIM_STRAP_DOWNLOAD : SIM_STRAP_FLASH;
}

static uint32_t rate_or_fixed(uint32_t baud)
{
    return baud ? baud : TCP_BAUD;
}

/* Lets the time pass during which the board slept. */
static void wake(struct board *board);

static void host_sent(void *ctx, const uint8_t *bytes, size_t count, uint32_t baud)
{
    struct board *board = ctx;

    wake(board);
    board_active(board);
    cable_to_chip(&board->cable, bytes, count, rate_or_fixed(baud), board_now_ns(board));
}

static void host_moved_lines(void *ctx, bool dtr, bool rts)
{
    struct board *board = ctx;

    wake(board);
    board_active(board);
    wiring_request(&board->wiring, dtr, rts, board_now_ns(board));
}

static void host_connected(void *ctx, bool connected)
{
    struct board *board = ctx;

    wake(board);
    board_active(board);
    board->connected = connected;
}

static bool start_chip(struct board *board, char *error)
{
    board->nor = nor_open(&board->config.flash);
    if (!board->nor) {
        snprintf(error, 256, "%s: cannot use it as flash contents: %m", board->config.flash.path);
        return false;
    }
    board->self = board->chip->create(board->config.chip_config, board->nor);
    if (!board->self) {
        snprintf(error, 256, "out of memory");
        return false;
    }
    if (board->config.usb && !board->chip->usb) {
        snprintf(error, 256, "this chip has no USB port of its own");
        return false;
    }
    if (board->config.usb)
        board->chip->usb(board->self, false);
    board->chip->reset(board->self, SIM_RESET_POWER_ON, board_strap(board->config.download));
    return true;
}

static bool open_lines(struct board *board, char *error)
{
    if (!board->config.lines)
        return true;
    board->linesocket = linesocket_open(board->config.lines);
    if (board->linesocket < 0)
        snprintf(error, 256, "%.200s: %m", board->config.lines);
    return board->linesocket >= 0;
}

struct board *board_new(const struct board_config *config, char *error)
{
    struct board *board = calloc(1, sizeof *board);

    if (!board) {
        snprintf(error, 256, "out of memory");
        return NULL;
    }
    board->config = *config;
    board->chip = config->chip;
    board->linesocket = -1;
    board->hostclock.fd = -1;
    cable_init(&board->cable, &config->cable);
    wiring_init(&board->wiring, config);
    if (!start_chip(board, error)) {
        board_free(board);
        return NULL;
    }
    board->port = hostport_open_far(config->port, config->delay_ms, &(struct hostport_events){
        .data = host_sent, .lines = host_moved_lines, .connected = host_connected,
        .ctx = board}, error);
    if (!board->port || !open_lines(board, error)) {
        board_free(board);
        return NULL;
    }
    hostclock_open(&board->hostclock, wall_ns(), board_now_ns(board));
    return board;
}

void board_free(struct board *board)
{
    if (!board)
        return;
    hostclock_close(&board->hostclock);
    hostport_close(board->port);
    linesocket_close(board->linesocket, board->config.lines);
    board->chip->destroy(board->self);
    nor_close(board->nor);
    cable_destroy(&board->cable);
    free(board);
}

const char *board_port_name(const struct board *board)
{
    return hostport_name(board->port);
}

const char *board_trouble(const struct board *board)
{
    return board->chip->trouble(board->self);
}

/* Sets the chip's pins as the wiring leaves them now.  A chip held in reset does not run.
 * The chip samples the strap when reset is released. */
static void apply_wiring(struct board *board, uint64_t now_ns)
{
    wiring_advance(&board->wiring, now_ns);
    if (board->wiring.released) {
        board->wiring.released = false;
        board->chip->reset(board->self, SIM_RESET_PIN, board_strap(board->wiring.strap_low));
        board_watchdog_fed(board);
    }
}

static void chip_to_cable(struct board *board)
{
    uint32_t rate = rate_or_fixed(hostport_baud(board->port));
    struct sim_sent sent;

    while (board->chip->sent(board->self, &sent)) {
        board_active(board);
        cable_from_chip(&board->cable, sent.byte, sent.baud ? sent.baud : rate, rate, sent.end_ns);
    }
}

static void pull_cable_when_due(struct board *board)
{
    if (board->cable.pulled && !board->unplugged) {
        board->unplugged = true;
        hostport_unplug(board->port);
    }
}

/* Runs the chip until the given time, one byte from the cable after the other. */
static bool run_chip(struct board *board, uint64_t until_ns)
{
    const struct sim_chip *chip = board->chip;
    void *self = board->self;
    uint64_t now_ns;

    while ((now_ns = chip->now_ns(self)) < until_ns) {
        uint64_t next_ns = until_ns, arrival_ns;
        uint8_t byte;
        uint32_t baud;

        apply_wiring(board, now_ns);
        if (board->wiring.in_reset) {
            chip->pass(self, IDLE_SLICE_NS / 10); /* time passes, and nothing else happens */
            cable_forget(&board->cable, chip->now_ns(self));
            continue;
        }
        while (cable_next(&board->cable, chip->now_ns(self), &byte, &baud))
            chip->receive(self, byte, baud);
        arrival_ns = cable_next_arrival(&board->cable);
        if (arrival_ns < next_ns)
            next_ns = arrival_ns > now_ns ? arrival_ns : now_ns + 1;
        if (!chip->run(self, next_ns))
            return false;
        chip_to_cable(board);
    }
    return true;
}

/* True if the board may run ahead of the wall clock.  The board may not while the host is
 * timing its lines. */
static bool board_busy(struct board *board)
{
    if (board->wiring.in_reset || board->wiring.pending)
        return false;
    if (board_may_skip(board))
        return false;
    return !cable_idle(&board->cable) || !board->chip->idle(board->self);
}

/* Hands the bytes that are due to the host, and waits for the host if time allows. */
static void look_after_host(struct board *board, uint64_t wait_ns)
{
    bool dtr, rts;

    while (linesocket_next(board->linesocket, &dtr, &rts))
        host_moved_lines(board, dtr, rts);
    cable_deliver(&board->cable, board->port, board_now_ns(board));
    pull_cable_when_due(board);
    hostport_poll(board->port, wait_ns);
}

/* Returns virtual time minus wall time.  Moves the origin if the machine was too slow, or
 * if a free run got ahead. */
static int64_t lead_ns(struct board *board)
{
    return (int64_t)(board_now_ns(board) - (wall_ns() - board->wall_origin_ns));
}

static uint64_t time_to_wait(struct board *board)
{
    int64_t lead = lead_ns(board);
    int64_t late_ns = board->hostclock.page ? LATE_WITH_CLOCK_NS : LATE_NS;

    if (!board->config.paced && board_busy(board)) {
        board->wall_origin_ns = wall_ns() - board_now_ns(board);
        return 0;
    }
    if (lead < -late_ns) {
        board->wall_origin_ns -= (uint64_t)(lead + late_ns);
        board->late_ns += (uint64_t)-(lead + late_ns);
        board_active(board); /* then others may be late, too */
        return 0;
    }
    return lead > 0 ? (uint64_t)lead : 0;
}

/* A chip that stopped on a fault still has a line, and the host may use the line. */
static void let_time_pass(struct board *board, uint64_t until_ns)
{
    uint64_t now_ns = board_now_ns(board);

    if (until_ns > now_ns)
        board->chip->pass(board->self, until_ns - now_ns);
    cable_forget(&board->cable, until_ns);
    apply_wiring(board, until_ns);
}

static void run_until(struct board *board, uint64_t until_ns)
{
    if (board_trouble(board)[0] || !run_chip(board, until_ns))
        let_time_pass(board, until_ns);
}

static void skip_time(struct board *board, uint64_t ns)
{
    if (!ns)
        return;
    run_until(board, board_now_ns(board) + ns);
    board->wall_origin_ns -= ns;
    hostclock_skip(&board->hostclock, ns);
}

static void wake(struct board *board)
{
    uint64_t board_ns = wall_ns() - board->wall_origin_ns;

    if (!board->asleep)
        return;
    board->asleep = false;
    if (board_ns > board_now_ns(board))
        run_until(board, board_ns);
}

/* Runs one slice of the board's life.  wait_allowed: the board may wait for the wall
 * clock. */
static void live(struct board *board, bool wait_allowed)
{
    uint64_t slice_ns = board_busy(board) ? SLICE_NS : IDLE_SLICE_NS, wait_ns, sleep_ns;

    board_brown_out(board);
    board_swap(board);
    board_watchdog(board);
    board_usb(board);
    run_until(board, board_now_ns(board) + slice_ns);
    skip_time(board, board_skip_ns(board, slice_ns));
    hostclock_tell(&board->hostclock, wall_ns(), board_now_ns(board));
    if (!wait_allowed) {
        look_after_host(board, 0);
        return;
    }
    wait_ns = time_to_wait(board);
    sleep_ns = board_sleep_ns(board);
    board->asleep = wait_ns && sleep_ns;
    look_after_host(board, wait_ns + (board->asleep ? sleep_ns : 0));
    wake(board);
}

/* Actions of the host before it stopped the board, such as a reset, still take effect.  The
 * board may have had no processor since those actions. */
static void finish(struct board *board)
{
    uint64_t until_ns = board_now_ns(board) + FINISH_NS;

    while (board_now_ns(board) < until_ns || board->wiring.pending)
        live(board, false);
}

int board_run(struct board *board, const volatile sig_atomic_t *stop)
{
    board->wall_origin_ns = wall_ns() - board_now_ns(board);
    board->host_start_ns = hostclock_ns(&board->hostclock, wall_ns());
    while (!*stop && !board_power_cut_due(board))
        live(board, true);
    board->host_end_ns = hostclock_ns(&board->hostclock, wall_ns());
    if (*stop)
        finish(board);
    hostclock_close(&board->hostclock); /* nobody would tell the time any more */
    return board_trouble(board)[0] ? -1 : 0;
}
