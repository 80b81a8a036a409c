/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the parts of the virtual board share.
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
    const struct sim_chip *chip; /* from the configuration */
    void *self;                  /* the first argument of the chip's operations */
    struct nor *nor;
    struct hostport *port;
    struct cable cable;
    struct wiring wiring;
    int linesocket; /* -1: there is no such socket */
    bool connected, unplugged;
    uint64_t usb_resets;     /* resets of the chip that the USB port has noticed */
    uint64_t usb_back_ns;    /* when a USB port that is away comes back; 0: it is there */
    size_t brown_outs;       /* brown-outs so far */
    bool swapped;            /* another board has taken its place */
    uint64_t application_ns; /* when the application's write after a brown-out is due; 0: no
                              * write */
    uint64_t watchdog_fed_ns; /* the last reset that the watchdog noticed */
    uint32_t bites;           /* of the watchdog so far */
    uint64_t wall_origin_ns; /* wall clock time at virtual time 0 */
    uint64_t late_ns;        /* total time by which a paced run fell behind */
    struct hostclock hostclock;
    uint64_t active_ns; /* virtual time when host or chip did something last */
    uint64_t awake_ns;  /* virtual time when something kept the board awake last */
    bool asleep;        /* it waits for its host, and its time has not passed yet */
    uint64_t host_start_ns, host_end_ns; /* times of the host's clock */
};

uint64_t board_now_ns(const struct board *board);
enum sim_strap board_strap(bool low);

/* board_power.c: does what is due to happen to the power.  True: the power is gone. */
bool board_power_cut_due(struct board *board);
void board_brown_out(struct board *board);
void board_swap(struct board *board);
/* A USB port goes away when the chip was reset, and comes back when its time is over. */
void board_usb(struct board *board);

/* board_watchdog.c: the watchdog resets the chip when that is due.  A reset from outside feeds
 * it. */
void board_watchdog(struct board *board);
void board_watchdog_fed(struct board *board);

/* board_sleep.c: for how long the board may wait for its host; 0: it may not. */
uint64_t board_sleep_ns(struct board *board);

/* board_skip.c */
void board_active(struct board *board); /* host or chip did something, or may have wanted to */
/* True if nobody does anything, and the board may skip such time. */
bool board_may_skip(const struct board *board);
/* The time to skip after a slice of this length. */
uint64_t board_skip_ns(struct board *board, uint64_t slice_ns);

#endif
