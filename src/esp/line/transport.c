/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a port with the back-end that the port's name selects.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/transport.h"

#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "esp/line/portlock.h"
#include "esp/line/transport_impl.h"
#include "system/portnames.h"
#include "system/portusers.h"

enum {
    FORGET_PART = 8, /* of the difference to a shorter round trip, for each of them */
    COME_MS = 3000,  /* for a port that may be away after the reset by the program before */
    LOOK_MS = 20,    /* between two looks whether the port is there */
};

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

static bool is_url(const char *name)
{
    return starts_with(name, "rfc2217://") || starts_with(name, "socket://") ||
           starts_with(name, "gensio:");
}

int esp_transport_no_permission(const char *path, struct esp_fault *fault)
{
    struct stat st;
    struct group group, *found = NULL;
    char room[4096];
    int err;

    if (stat(path, &st) == 0 && (st.st_mode & S_IRGRP) && (st.st_mode & S_IWGRP))
        getgrgid_r(st.st_gid, &group, room, sizeof(room), &found);
    if (found)
        err = esp_fail(fault, ESP_ERR_PERM,
                       "no permission to open %s: it belongs to group %s; add yourself with: "
                       "sudo usermod -aG %s $USER, then log in again",
                       path, found->gr_name, found->gr_name);
    else
        err = esp_fail(fault, ESP_ERR_PERM, "no permission to open %s", path);
    fault->system_errno = EACCES;
    return err;
}

static int busy(const char *path, struct esp_fault *fault)
{
    char user[ESP_PORTUSER_TEXT];
    struct stat st;

    if (stat(path, &st) == 0 && S_ISCHR(st.st_mode) && esp_portusers_find(st.st_rdev, user))
        return esp_fail(fault, ESP_ERR_BUSY, "%s has it open", user);
    return esp_fail(fault, ESP_ERR_BUSY,
                    "another program has it open; to see which: sudo fuser -v %s", path);
}

int esp_transport_open_failed(const char *path, int system_errno, struct esp_fault *fault)
{
    int err;

    switch (system_errno) {
    case EACCES:
    case EPERM:
        return esp_transport_no_permission(path, fault);
    case EBUSY:
    case EWOULDBLOCK: /* from flock(2) */
        err = busy(path, fault);
        break;
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case EIO: /* a ttyS without a UART */
        err = esp_fail(fault, ESP_ERR_NO_PORT, "there is no such port: %s",
                       strerror(system_errno));
        break;
    case ENOTTY:
        err = esp_fail(fault, ESP_ERR_NOT_SERIAL, "this is not a serial device");
        break;
    default:
        err = esp_fail(fault, ESP_ERR_LINE, "cannot open it: %s", strerror(system_errno));
    }
    fault->system_errno = system_errno;
    return err;
}

static int check_device(const char *path, struct esp_fault *fault)
{
    struct stat st;

    if (stat(path, &st) < 0)
        return esp_transport_open_failed(path, errno, fault);
    if (S_ISDIR(st.st_mode))
        return esp_fail(fault, ESP_ERR_NOT_SERIAL, "this is a directory, not a serial device");
    if (!S_ISCHR(st.st_mode))
        return esp_fail(fault, ESP_ERR_NOT_SERIAL, "this is a file, not a serial device");
    if (access(path, R_OK | W_OK) < 0)
        return esp_transport_open_failed(path, errno, fault);
    return 0;
}

int esp_transport_open_path(struct esp_transport **out, const char *path,
                            struct esp_transport_setup *setup)
{
    int err = check_device(path, setup->fault);

    if (!err)
        err = esp_portlock_open(&setup->lock_fd, path, setup->fault);
    if (err)
        return err;
    setup->path = path;
    err = esp_portnames_has_hardware(path) ? esp_transport_open_serial(out, setup)
                             : esp_transport_open_gensio(out, setup);
    if (err)
        close(setup->lock_fd);
    else
        (*out)->lock_fd = setup->lock_fd;
    return err;
}

int esp_transport_pause(const volatile sig_atomic_t *cancel, int ms, struct esp_fault *fault)
{
    if (cancel && *cancel)
        return esp_fail(fault, ESP_ERR_CANCELLED, "stopped on request");
    poll(NULL, 0, ms);
    return 0;
}

static int open_device_now(struct esp_transport **out, struct esp_transport_setup *setup)
{
    struct esp_usbport port;
    char path[PATH_MAX];
    int err;

    if (!realpath(setup->name, path))
        return esp_transport_open_failed(setup->name, errno, setup->fault);
    err = esp_transport_open_path(out, path, setup);
    if (err)
        return err;
    esp_usbport_look(&port, "", setup->name, path);
    if (!esp_usbport_lasting(&port))
        return 0;
    err = esp_transport_returning(out, *out, &port, path);
    if (err) {
        esp_transport_close(*out);
        *out = NULL;
    }
    return err;
}

/* The program before this one may have reset the chip, and the port is away for a while. */
static int open_device(struct esp_transport **out, struct esp_transport_setup *setup)
{
    uint64_t deadline = esp_clock_after(esp_usbport_may_come(setup->name) ? COME_MS : 0);
    int err, stopped = 0;

    do
        err = open_device_now(out, setup);
    while (err == ESP_ERR_NO_PORT && esp_clock_left(deadline) > 0 &&
           !(stopped = esp_transport_pause(setup->cancel, LOOK_MS, setup->fault)));
    return stopped ? stopped : err;
}

int esp_transport_open(struct esp_transport **out, const char *name, uint32_t baud,
                       const volatile sig_atomic_t *cancel, struct esp_fault *fault)
{
    struct esp_transport_setup setup = {
        .name = name, .lock_fd = -1, .baud = baud, .cancel = cancel, .fault = fault};

    *out = NULL;
    if (!name || !*name)
        return esp_fail(fault, ESP_ERR_ARG, "no port is named");
    if (is_url(name))
        return esp_transport_open_gensio(out, &setup);
    if (strstr(name, "://"))
        return esp_fail(fault, ESP_ERR_ARG,
                        "unknown kind of port; known are rfc2217://HOST:PORT, "
                        "socket://HOST:PORT, gensio:STRING and devices");
    return open_device(out, &setup);
}

void esp_transport_close(struct esp_transport *t)
{
    int fd;

    if (!t)
        return;
    fd = t->lock_fd;
    t->ops->close(t);
    if (fd >= 0)
        close(fd);
}

int esp_transport_set_baud(struct esp_transport *t, uint32_t baud)
{
    int err;

    if (t->baud == baud)
        return 0;
    if (!t->has_baud)
        return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "this port cannot change its rate");
    err = t->ops->set_baud(t, baud);
    if (!err)
        t->baud = baud;
    return err;
}

int esp_transport_set_lines(struct esp_transport *t, bool dtr, bool rts)
{
    int err;

    if (!t->has_lines)
        return esp_fail(t->fault, ESP_ERR_UNSUPPORTED, "this port has no DTR and RTS lines");
    err = t->ops->set_lines(t, dtr, rts);
    if (err == ESP_ERR_UNSUPPORTED)
        t->has_lines = false;
    if (err)
        return err;
    t->dtr = dtr;
    t->rts = rts;
    return 0;
}

int esp_transport_discard_input(struct esp_transport *t)
{
    return t->ops->discard_input(t);
}

int esp_transport_idle(struct esp_transport *t, int timeout_ms)
{
    return t->ops->idle(t, timeout_ms);
}

/* The longest round trip counts, because only an answer that comes late does harm.  A round
 * trip that took long by chance is forgotten slowly. */
void esp_transport_saw_round_trip(struct esp_transport *t, uint64_t took_ms, bool sure)
{
    int took = took_ms < ESP_ROUND_TRIP_MAX_MS ? (int)took_ms : ESP_ROUND_TRIP_MAX_MS;

    if (!t->remote)
        return;
    if (sure && t->round_trip_guessed)
        t->round_trip_ms = took;
    else if (sure && took < t->round_trip_ms)
        t->round_trip_ms -= (t->round_trip_ms - took + FORGET_PART - 1) / FORGET_PART;
    else if (took > t->round_trip_ms)
        t->round_trip_ms = took;
    else if (!sure)
        return;
    t->round_trip_guessed = !sure;
    if (sure)
        t->round_trip_sure_ms = t->round_trip_ms;
}
