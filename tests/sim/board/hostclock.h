/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock that a virtual board keeps for its host.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A real chip runs even when the host's processors are busy.  A virtual board on a busy
 * machine does not: a program that waits 100 ms for an answer then gives up only because
 * the board got no processor.  So the board keeps a clock for the programs that talk to it:
 * the wall clock minus all time by which the board fell behind.  ESP_SIM_CLOCK names the
 * file in which the board keeps that clock.  The library slowclock.so, loaded by
 * LD_PRELOAD, makes it a program's CLOCK_MONOTONIC.
 */
#ifndef SIM_BOARD_HOSTCLOCK_H
#define SIM_BOARD_HOSTCLOCK_H

#include <stdatomic.h>
#include <stdint.h>

#define HOSTCLOCK_VARIABLE "ESP_SIM_CLOCK"

/* The contents of the file.  A reader must load told_ns first: then a late update makes the
 * clock stand still for a moment, and never makes it jump ahead. */
struct hostclock_page {
    _Atomic uint64_t lost_ns; /* how far the clock is behind the wall clock; modulo 2^64,
                               * because the clock is ahead where waits are skipped */
    _Atomic uint64_t told_ns; /* wall clock time of the last update; 0: no board keeps the
                               * clock */
};

/* The clock is right for this time after an update.  After that it stands still. */
#define HOSTCLOCK_FRESH_NS UINT64_C(2000000)
/* A board without an update for this time was killed: the clock goes on. */
#define HOSTCLOCK_DEAD_NS UINT64_C(10000000000)

struct hostclock {
    int fd;
    struct hostclock_page *page; /* NULL: this board keeps no clock */
    uint64_t board_ns;           /* virtual time of the last update */
    uint64_t wall_owed_ns;       /* wall time that the clock has not counted yet */
    uint64_t board_owed_ns;      /* virtual time that the clock has not counted yet */
};

/* If several boards run at once, the first board keeps the clock. */
void hostclock_open(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns);
void hostclock_close(struct hostclock *clock);

/* The time of the clock, if the board updated it just now.  The wall clock if no board
 * keeps the clock. */
uint64_t hostclock_ns(const struct hostclock *clock, uint64_t wall_ns);

/* The board skipped this much time: the clock skips it, too. */
void hostclock_skip(struct hostclock *clock, uint64_t ns);

/* To be called at least every millisecond. */
void hostclock_tell(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns);

#endif
