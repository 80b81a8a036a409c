/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clock of the host as a virtual board keeps it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A real chip runs whatever the host's processors have to do. A virtual board on a
 * busy machine does not, and a program that waits 100 ms for its answer then gives up
 * for want of a processor. So the board keeps a clock for the programs that talk to
 * it: the wall clock, less all time in which the board fell behind. ESP_SIM_CLOCK
 * names the file in which the board keeps that clock, and slowclock.so, by LD_PRELOAD,
 * makes it a program's CLOCK_MONOTONIC.
 */
#ifndef SIM_BOARD_HOSTCLOCK_H
#define SIM_BOARD_HOSTCLOCK_H

#include <stdatomic.h>
#include <stdint.h>

#define HOSTCLOCK_VARIABLE "ESP_SIM_CLOCK"

/* What the file holds. Whoever reads it takes told_ns first: then a late update makes
 * the clock stand for a moment, and never makes it go ahead. */
struct hostclock_page {
    _Atomic uint64_t lost_ns; /* how far the clock is behind the wall clock */
    _Atomic uint64_t told_ns; /* wall clock at the last update; 0: no board keeps it */
};

/* The clock is right for that long after an update; then it stands still. */
#define HOSTCLOCK_FRESH_NS UINT64_C(2000000)
/* A board that has said nothing for so long was killed: the clock goes on. */
#define HOSTCLOCK_DEAD_NS UINT64_C(10000000000)

struct hostclock {
    int fd;
    struct hostclock_page *page; /* NULL: this board keeps no clock */
    uint64_t board_ns;           /* virtual time at the last update */
    uint64_t wall_owed_ns;       /* wall time that the clock has not counted yet */
    uint64_t board_owed_ns;      /* the same of virtual time */
};

/* Of several boards at once the first keeps the clock. */
void hostclock_open(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns);
void hostclock_close(struct hostclock *clock);

/* What the clock says, if it was told just now; the wall clock where it is not kept. */
uint64_t hostclock_ns(const struct hostclock *clock, uint64_t wall_ns);

/* To be called at least every millisecond. */
void hostclock_tell(struct hostclock *clock, uint64_t wall_ns, uint64_t board_ns);

#endif
