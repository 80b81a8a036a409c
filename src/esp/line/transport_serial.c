/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real serial devices, by libserialport.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <errno.h>
#include <libserialport.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "base/clock.h"
#include "esp/line/portlock.h"
#include "esp/line/transport_impl.h"

struct serial {
    struct esp_transport base;
    struct sp_port *port;
    int fd; /* the port's descriptor, owned by libserialport */
};

static struct serial *of(struct esp_transport *t)
{
    return (struct serial *)t;
}

static int failed(struct serial *s, const char *what)
{
    int saved = errno;
    int err = esp_fail(s->base.fault, ESP_ERR_LINE, "%s: %s", what,
                       saved ? strerror(saved) : "the device is gone");

    s->base.fault->system_errno = saved;
    return err;
}

/* Waits for events, for one slice of time at most.  libserialport's own waits notice
 * neither a request to stop nor an unplugged device. */
static int await(struct serial *s, short events, uint64_t deadline)
{
    struct pollfd pfd = {.fd = s->fd, .events = events};
    int n;

    if (esp_transport_cancelled(&s->base))
        return esp_fail(s->base.fault, ESP_ERR_CANCELLED, "stopped on request");
    n = poll(&pfd, 1, esp_clock_slice(deadline));
    if (n < 0 && errno != EINTR)
        return failed(s, "waiting");
    if (n > 0 && (pfd.revents & (POLLERR | POLLHUP | POLLNVAL)) && !(pfd.revents & events)) {
        errno = 0;
        return failed(s, "unplugged");
    }
    return n > 0;
}

static int serial_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    struct serial *s = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        int ready = await(s, POLLIN, deadline);
        int n;

        if (ready < 0)
            return ready;
        errno = 0;
        n = ready ? (int)sp_nonblocking_read(s->port, buf, size) : 0;
        if (n < 0 || (n == 0 && ready)) /* readable, but no bytes: the device hung up */
            return failed(s, "reading");
        if (n > 0 || esp_clock_left(deadline) == 0)
            return n;
    }
}

static int serial_write(struct esp_transport *t, const uint8_t *buf, size_t size, int timeout_ms)
{
    struct serial *s = of(t);
    uint64_t deadline = esp_clock_after(timeout_ms);

    while (size) {
        int ready = await(s, POLLOUT, deadline);
        int n;

        if (ready < 0)
            return ready;
        errno = 0;
        n = ready ? (int)sp_nonblocking_write(s->port, buf, size) : 0;
        if (n < 0)
            return failed(s, "writing");
        buf += n;
        size -= (size_t)n;
        if (size && esp_clock_left(deadline) == 0)
            return esp_fail(t->fault, ESP_ERR_TIMEOUT, "the port takes no data");
    }
    return 0;
}

static int serial_set_baud(struct esp_transport *t, uint32_t baud)
{
    if (sp_set_baudrate(of(t)->port, (int)baud) == SP_OK)
        return 0;
    return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "the port does not do %u baud",
                    (unsigned)baud);
}

/* Sets both lines in one system call, because the tight reset needs them to change
 * together.  libserialport sets one line after the other. */
static int serial_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    struct serial *s = of(t);
    int bits;

    if (ioctl(s->fd, TIOCMGET, &bits) == 0) {
        bits &= ~(TIOCM_DTR | TIOCM_RTS);
        bits |= (dtr ? TIOCM_DTR : 0) | (rts ? TIOCM_RTS : 0);
        if (ioctl(s->fd, TIOCMSET, &bits) == 0)
            return 0;
    }
    if (errno == EIO || errno == ENODEV || errno == ENXIO)
        return failed(s, "setting DTR and RTS");
    return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "this port has no DTR and RTS lines");
}

static int serial_discard_input(struct esp_transport *t)
{
    errno = 0;
    return sp_flush(of(t)->port, SP_BUF_INPUT) == SP_OK ? 0 : failed(of(t), "flushing");
}

static int serial_idle(struct esp_transport *t, int timeout_ms)
{
    uint64_t deadline = esp_clock_after(timeout_ms);

    do {
        int n = await(of(t), 0, deadline);

        if (n < 0)
            return n;
    } while (esp_clock_left(deadline) > 0);
    return 0;
}

static void serial_close(struct esp_transport *t)
{
    struct serial *s = of(t);

    if (s->fd >= 0) {
        ioctl(s->fd, TIOCNXCL); /* a tty that other programs hold open stays exclusive */
        sp_close(s->port);
    }
    sp_free_port(s->port);
    free(s);
}

static const struct esp_transport_ops serial_ops = {
    .read = serial_read,
    .write = serial_write,
    .set_baud = serial_set_baud,
    .set_lines = serial_set_lines,
    .discard_input = serial_discard_input,
    .idle = serial_idle,
    .close = serial_close,
};

/* Sets the rate after opening, because the CH341's driver ignores an earlier rate. */
static bool configure(struct serial *s, uint32_t baud)
{
    return sp_set_bits(s->port, 8) == SP_OK && sp_set_parity(s->port, SP_PARITY_NONE) == SP_OK &&
           sp_set_stopbits(s->port, 1) == SP_OK &&
           sp_set_flowcontrol(s->port, SP_FLOWCONTROL_NONE) == SP_OK &&
           sp_set_baudrate(s->port, (int)baud) == SP_OK;
}

/* Returns 0 or errno.  After a failure libserialport may hold the port open, so this
 * function closes it. */
static int try_open(struct serial *s)
{
    int error;

    errno = 0;
    if (sp_open(s->port, SP_MODE_READ_WRITE) == SP_OK)
        return 0;
    error = errno ? errno : EIO;
    sp_close(s->port);
    return error;
}

/* Opens the port while we hold our lock, because a libserialport that takes no lock changes
 * settings at once.  libserialport 0.1.2 takes a lock of its own before it changes
 * settings, and fails because of our lock; then we release our lock and try again.  The
 * program that gets the lock first has the port. */
static int open_port(struct serial *s, const struct esp_transport_setup *setup)
{
    int error = try_open(s);

    if (error == EWOULDBLOCK && esp_portlock_yield(setup->lock_fd) == 0)
        error = try_open(s);
    return error ? esp_transport_open_failed(setup->path, error, setup->fault) : 0;
}

static int start(struct serial *s, const struct esp_transport_setup *setup)
{
    int err;

    errno = 0;
    if (sp_get_port_by_name(setup->path, &s->port) != SP_OK)
        return esp_transport_open_failed(setup->path, errno ? errno : ENODEV, setup->fault);
    err = open_port(s, setup);
    if (err)
        return err;
    if (sp_get_port_handle(s->port, &s->fd) != SP_OK)
        return esp_transport_open_failed(setup->path, EIO, setup->fault);
    ioctl(s->fd, TIOCEXCL); /* keeps out most programs that ignore the lock */
    if (!configure(s, setup->baud))
        return esp_fail(setup->fault, ESP_ERR_LINE, "the port does not do %u baud, 8N1",
                        (unsigned)setup->baud);
    return serial_discard_input(&s->base);
}

int esp_transport_open_serial(struct esp_transport **out, const struct esp_transport_setup *setup)
{
    struct serial *s = calloc(1, sizeof(*s));
    int err;

    if (!s)
        return esp_fail(setup->fault, ESP_ERR_NOMEM, "out of memory");
    s->fd = -1;
    s->base = (struct esp_transport){
        .ops = &serial_ops,
        .fault = setup->fault,
        .cancel = setup->cancel,
        .has_lines = true,
        .has_baud = true,
        .dtr = true,
        .rts = true,
        .baud = setup->baud,
        .lock_fd = -1,
    };
    err = start(s, setup);
    if (err)
        serial_close(&s->base);
    else
        *out = &s->base;
    return err;
}
