/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gensio's event loop with exact time-outs: for hostport*.c only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio waits in whole milliseconds.  A timer descriptor among its events makes the wait
 * exact.
 */
#ifndef SIM_LINE_HOSTPORT_LOOP_H
#define SIM_LINE_HOSTPORT_LOOP_H

#include <gensio/gensio_os_funcs.h>
#include <stdbool.h>
#include <stdint.h>

struct hostport_loop {
    struct gensio_os_funcs *os;
    bool inside; /* the loop is handling an event */
    int timer_fd;
    struct gensio_iod *timer;
    bool timer_cleared;
};

int hostport_loop_open(struct hostport_loop *loop); /* 0 or a gensio error.  Close the loop
                                                     * even after an error. */
void hostport_loop_close(struct hostport_loop *loop);

/* Handles one event, if one comes within the time.  False if no event came. */
bool hostport_loop_wait(struct hostport_loop *loop, uint64_t timeout_ns);

/* Handles at most this many events that are already there. */
void hostport_loop_catch_up(struct hostport_loop *loop, unsigned events);

#endif
