/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gensio's event loop with exact time-outs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/hostport_loop.h"

#include <errno.h>
#include <gensio/gensio.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define NS_PER_S 1000000000u
/* gensio needs a few rounds to release a descriptor. */
#define ROUNDS_TO_CLEAR 100

static void timer_ready(struct gensio_iod *timer, void *context)
{
    struct hostport_loop *loop = context;
    uint64_t expirations;
    ssize_t ignored = read(loop->timer_fd, &expirations, sizeof(expirations));

    (void)timer;
    (void)ignored; /* only a read makes the descriptor quiet again */
}

static void timer_is_cleared(struct gensio_iod *timer, void *context)
{
    struct hostport_loop *loop = context;

    (void)timer;
    loop->timer_cleared = true;
}

int hostport_loop_open(struct hostport_loop *loop)
{
    int err;

    *loop = (struct hostport_loop){.timer_fd = -1};
    err = gensio_default_os_hnd(0, &loop->os);
    if (err)
        return err;
    loop->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (loop->timer_fd < 0)
        return gensio_os_err_to_err(loop->os, errno);
    err = loop->os->add_iod(loop->os, GENSIO_IOD_PIPE, loop->timer_fd, &loop->timer);
    if (err)
        return err;
    err = loop->os->set_fd_handlers(loop->timer, loop, timer_ready, NULL, NULL, timer_is_cleared);
    if (!err)
        loop->os->set_read_handler(loop->timer, true);
    return err;
}

/* The os_funcs handle is not freed: gensio 2.6.2 remembers the process's first handle and
 * keeps using it (valgrind shows it). */
void hostport_loop_close(struct hostport_loop *loop)
{
    if (loop->timer) {
        loop->os->clear_fd_handlers(loop->timer);
        hostport_loop_catch_up(loop, ROUNDS_TO_CLEAR);
        if (loop->timer_cleared)
            loop->os->release_iod(loop->timer);
    }
    if (loop->timer_fd >= 0)
        close(loop->timer_fd);
}

static bool service(struct hostport_loop *loop, uint64_t timeout_ns)
{
    gensio_time timeout = {(int64_t)(timeout_ns / NS_PER_S), (int)(timeout_ns % NS_PER_S)};
    int err;

    loop->inside = true;
    err = gensio_os_funcs_service(loop->os, &timeout);
    loop->inside = false;
    return err == 0;
}

bool hostport_loop_wait(struct hostport_loop *loop, uint64_t timeout_ns)
{
    struct itimerspec when = {
        .it_value = {(time_t)(timeout_ns / NS_PER_S), (long)(timeout_ns % NS_PER_S)},
    };

    if (!timeout_ns)
        return service(loop, 0);
    timerfd_settime(loop->timer_fd, 0, &when, NULL);
    return service(loop, timeout_ns); /* gensio rounds up, so the timer comes first */
}

void hostport_loop_catch_up(struct hostport_loop *loop, unsigned events)
{
    while (events-- > 0 && service(loop, 0))
        ;
}
