/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gensio's event loop with exact time-outs: for hostport*.c only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * gensio waits in whole milliseconds; a timer descriptor among its events makes
 * that exact.
 */
#ifndef SIM_LINE_HOSTPORT_LOOP_H
#define SIM_LINE_HOSTPORT_LOOP_H

#include <gensio/gensio_os_funcs.h>
#include <stdbool.h>
#include <stdint.h>

struct hostport_loop {
    struct gensio_os_funcs *os;
    bool inside; /* an event is being handled */
    int timer_fd;
    struct gensio_iod *timer;
    bool timer_cleared;
};

int hostport_loop_open(struct hostport_loop *loop); /* 0 or a gensio error; close it anyway */
void hostport_loop_close(struct hostport_loop *loop);

/* Handles one event if there is one within the time; false if there was none. */
bool hostport_loop_wait(struct hostport_loop *loop, uint64_t timeout_ns);

/* Handles up to so many events that are there already. */
void hostport_loop_catch_up(struct hostport_loop *loop, unsigned events);

#endif
