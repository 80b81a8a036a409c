/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's end of the virtual board's serial line as a pseudo terminal.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * This file keeps the slave open as long as the port exists.  Two reasons: the raw mode set
 * at the start stays (at the last close the kernel resets a pty to cooked mode with echo),
 * and the master never fails with EIO.  But then the master does not show when clients open
 * and close the pty.  inotify on the slave's node shows it.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ptsname_r(), ppoll() */
#endif
#include "sim/line/hostport_kind.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* One poll reads at most this many buffers, even if the host is fast. */
#define READS_PER_POLL 16

struct pty_port {
    struct hostport port;
    int master, slave;
    int watch;      /* inotify on the slave; -1 without inotify */
    unsigned opens; /* opens by clients; 1 if there is no watch */
    bool closed;    /* opens was 0 since the owner was last told */
    bool linked;    /* port.name is a link that this port made */
    char slave_name[64];
    struct pty_port *next; /* while a USB port is away: the pty that it gets; or NULL */
};

static int fail(char *error, const char *what)
{
    snprintf(error, HOSTPORT_ERROR_SIZE, "%.100s: %s", what, strerror(errno));
    return -1;
}

/* 8N1 and no processing.  CLOCAL because a pty has no carrier. */
static int set_raw(int fd)
{
    struct termios settings;

    if (tcgetattr(fd, &settings) != 0)
        return -1;
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    cfsetspeed(&settings, B115200);
    return tcsetattr(fd, TCSANOW, &settings);
}

static int open_pair(struct pty_port *pty, char *error)
{
    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (pty->master < 0 || grantpt(pty->master) != 0 || unlockpt(pty->master) != 0 ||
        ptsname_r(pty->master, pty->slave_name, sizeof(pty->slave_name)) != 0)
        return fail(error, "pty");
    pty->slave = open(pty->slave_name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pty->slave < 0 || set_raw(pty->slave) != 0)
        return fail(error, pty->slave_name);
    return 0;
}

/* Starts after this file's own open, so that only clients count. */
static void watch_slave(struct pty_port *pty)
{
    pty->watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (pty->watch >= 0 &&
        inotify_add_watch(pty->watch, pty->slave_name, IN_OPEN | IN_CLOSE) < 0) {
        close(pty->watch);
        pty->watch = -1;
    }
    pty->opens = pty->watch < 0;
}

/* A link that dangles or leads to a pty was left by a run that died.  By now the number of
 * that pty may belong to another process.  Any other file is not replaced. */
static int check_replaceable(const char *link, char *error)
{
    static const char ptys[] = "/dev/pts/";
    char target[64] = "";
    struct stat info;

    if (stat(link, &info) != 0)
        return 0; /* there is no file, or the link dangles */
    if (readlink(link, target, sizeof(target) - 1) > 0 &&
        strncmp(target, ptys, sizeof(ptys) - 1) == 0)
        return 0;
    errno = EEXIST;
    return fail(error, link);
}

static int make_link(struct pty_port *pty, const char *link, char *error)
{
    char temporary[sizeof(pty->port.name) + 32];

    if (strlen(link) >= sizeof(pty->port.name)) {
        errno = ENAMETOOLONG;
        return fail(error, link);
    }
    if (check_replaceable(link, error) != 0)
        return -1;
    snprintf(temporary, sizeof(temporary), "%s.%ld", link, (long)getpid());
    if (symlink(pty->slave_name, temporary) != 0)
        return fail(error, link);
    if (rename(temporary, link) != 0) {
        fail(error, link);
        unlink(temporary);
        return -1;
    }
    snprintf(pty->port.name, sizeof(pty->port.name), "%s", link);
    pty->linked = true;
    return 0;
}

/* Removes the link, unless another link has taken its place. */
static void remove_link(struct pty_port *pty)
{
    char target[sizeof(pty->slave_name)];
    ssize_t length;

    if (!pty->linked)
        return;
    pty->linked = false;
    length = readlink(pty->port.name, target, sizeof(target));
    if (length == (ssize_t)strlen(pty->slave_name) &&
        memcmp(target, pty->slave_name, (size_t)length) == 0)
        unlink(pty->port.name);
}

/* USB has no rate.  The chip's port takes the time that its packets take; the cable before it is
 * faster. */
enum { USB_BAUD = 100000000 };

static uint32_t rate_of(const struct pty_port *pty)
{
    return pty->port.fixed_baud ? pty->port.fixed_baud : hostport_tty_baud(pty->slave);
}

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void pty_unplug(struct hostport *port)
{
    struct pty_port *pty = (struct pty_port *)port;

    remove_link(pty);
    close_fd(&pty->watch);
    close_fd(&pty->slave);
    close_fd(&pty->master); /* the kernel hangs up the clients' side */
    if (pty->next) {
        close_fd(&pty->next->slave);
        close_fd(&pty->next->master);
    }
    free(pty->next);
    pty->next = NULL;
}

static void pty_close(struct hostport *port)
{
    pty_unplug(port);
    free(port);
}

static void count_opens(struct pty_port *pty)
{
    _Alignas(struct inotify_event) char events[4096];
    const struct inotify_event *event;
    ssize_t length, at;

    if (pty->watch < 0)
        return;
    while ((length = read(pty->watch, events, sizeof(events))) > 0) {
        for (at = 0; at < length; at += (ssize_t)(sizeof(*event) + event->len)) {
            event = (const struct inotify_event *)(const void *)(events + at);
            if (event->mask & IN_OPEN)
                pty->opens++;
            else if ((event->mask & IN_CLOSE) && pty->opens && --pty->opens == 0)
                pty->closed = true;
        }
    }
}

static bool pty_present(struct hostport *port)
{
    struct pty_port *pty = (struct pty_port *)port;

    if (!pty->opens)
        count_opens(pty);
    return pty->opens > 0;
}

static size_t pty_write(struct hostport *port, const uint8_t *bytes, size_t count)
{
    struct pty_port *pty = (struct pty_port *)port;
    ssize_t written = count ? write(pty->master, bytes, count) : 0;

    return written > 0 ? (size_t)written : 0;
}

static void pty_want_write(struct hostport *port)
{
    (void)port; /* pty_poll() looks at port->out itself */
}

static void read_data(struct pty_port *pty)
{
    uint8_t bytes[4096];
    ssize_t count;
    int reads;

    for (reads = 0; reads < READS_PER_POLL && !pty->port.unplugged; reads++) {
        count = read(pty->master, bytes, sizeof(bytes));
        if (count <= 0)
            return;
        pty->port.baud = rate_of(pty);
        hostport_tell_data(&pty->port, bytes, (size_t)count);
    }
}

/* Does what the kernel does for a real port: bytes that the client has not read are lost,
 * and so is a lock on the port. */
static void forget_client(struct pty_port *pty)
{
    hostport_discard(&pty->port);
    tcflush(pty->slave, TCIFLUSH);
    ioctl(pty->slave, TIOCNXCL);
}

/* Data that came together with a close and an open may be from either client.  It counts as
 * the new client's data, because the new client waits for an answer.  So nothing may be
 * forgotten after data has been read. */
static void tell_all(struct pty_port *pty)
{
    bool closed, reopened;

    count_opens(pty);
    closed = pty->closed;
    reopened = closed && pty->opens;
    pty->closed = false;
    if (closed)
        forget_client(pty);
    if (reopened)
        hostport_tell_connected(&pty->port, false);
    if (pty->opens || closed)
        hostport_tell_connected(&pty->port, true);
    pty->port.baud = rate_of(pty);
    read_data(pty);
    if (closed && !reopened)
        hostport_tell_connected(&pty->port, false);
    if (pty->opens)
        hostport_tell_connected(&pty->port, true);
}

/* False if tell_all() would have nothing to tell.  A board polls some thousand times a second,
 * and mostly nothing has happened. */
static bool has_news(const struct pty_port *pty, const struct pollfd *fds)
{
    return (fds[0].revents & ~POLLOUT) || fds[1].revents || pty->watch < 0 || pty->closed ||
           pty->port.connected != (pty->opens > 0);
}

static void pty_poll(struct hostport *port, uint64_t timeout_ns)
{
    struct pty_port *pty = (struct pty_port *)port;
    struct timespec timeout = {(time_t)(timeout_ns / 1000000000), (long)(timeout_ns % 1000000000)};
    struct pollfd fds[] = {
        {.fd = pty->master, .events = (short)(POLLIN | (port->out.count ? POLLOUT : 0))},
        {.fd = pty->watch, .events = POLLIN},
    };

    /* poll() ignores negative descriptors, so without descriptors this is only a sleep. */
    ppoll(fds, 2, &timeout, NULL);
    if (port->unplugged)
        return;
    hostport_flush(port);
    if (has_news(pty, fds))
        tell_all(pty);
    else
        pty->port.baud = rate_of(pty);
}

/* The next pty is opened before this one is closed, so it has another name. */
static void usb_go_away(struct hostport *port)
{
    struct pty_port *pty = (struct pty_port *)port, *next = calloc(1, sizeof(*next));
    char error[HOSTPORT_ERROR_SIZE];

    if (!next || open_pair(next, error) != 0)
        abort(); /* a test cannot go on */
    hostport_tell_connected(port, false);
    pty_unplug(port);
    pty->opens = 0;
    pty->closed = false;
    pty->next = next;
}

static void usb_come_back(struct hostport *port)
{
    struct pty_port *pty = (struct pty_port *)port;
    char link[sizeof(port->name)], error[HOSTPORT_ERROR_SIZE];

    if (!pty->next)
        return;
    pty->master = pty->next->master;
    pty->slave = pty->next->slave;
    memcpy(pty->slave_name, pty->next->slave_name, sizeof(pty->slave_name));
    free(pty->next);
    pty->next = NULL;
    watch_slave(pty);
    memcpy(link, port->name, sizeof(link));
    make_link(pty, link, error); /* if it fails, the port stays away */
}

static const struct hostport_kind usb_kind = {
    .close = pty_close,
    .poll = pty_poll,
    .present = pty_present,
    .write = pty_write,
    .want_write = pty_want_write,
    .unplug = pty_unplug,
    .go_away = usb_go_away,
    .come_back = usb_come_back,
};

static const struct hostport_kind pty_kind = {
    .close = pty_close,
    .poll = pty_poll,
    .present = pty_present,
    .write = pty_write,
    .want_write = pty_want_write,
    .unplug = pty_unplug,
};

struct hostport *hostport_pty_open(const char *link, char *error)
{
    struct pty_port *pty = calloc(1, sizeof(*pty));

    if (!pty) {
        fail(error, "pty");
        return NULL;
    }
    pty->port.kind = &pty_kind;
    pty->master = pty->slave = pty->watch = -1;
    if (open_pair(pty, error) != 0 || (link && make_link(pty, link, error) != 0)) {
        pty_close(&pty->port);
        return NULL;
    }
    if (!link)
        snprintf(pty->port.name, sizeof(pty->port.name), "%s", pty->slave_name);
    watch_slave(pty);
    pty->port.baud = rate_of(pty);
    return &pty->port;
}

struct hostport *hostport_usb_open(const char *link, char *error)
{
    struct hostport *port = hostport_pty_open(link, error);

    if (port) {
        port->kind = &usb_kind;
        port->baud = port->fixed_baud = USB_BAUD;
    }
    return port;
}
