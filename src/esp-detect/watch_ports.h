/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports that esp-detect --watch knows, and what has been told of each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_DETECT_WATCH_PORTS_H
#define ESP_DETECT_WATCH_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "esp-detect/probe.h"
#include "esp/port/ports.h"

enum watched_state {
    WATCHED_NEW,    /* it has not been probed yet */
    WATCHED_PROBED, /* a process probes it */
    WATCHED_HELD,   /* there is a line to print when the port is back */
    WATCHED_TOLD,   /* its line was printed */
    WATCHED_SILENT, /* there is no line to print, and a message said why */
};

struct watched {
    char *name;
    dev_t device; /* of its node, with the next one: a device that was unplugged and plugged in */
    ino_t node;   /* again between two looks has another node */
    enum watched_state state;
    bool there;            /* in the last list */
    unsigned locked_looks; /* how many lists had it while we were not allowed to open it */
    /* A chip's own USB port goes away when the chip is reset, and comes back, maybe under another
     * name.  While the port is probed, and until kept_until_ms, a port that comes is this one if
     * it has the same serial number, or without a number the same name.  It is not probed again:
     * the probe would reset the chip again. */
    bool vanishes;
    char *serial; /* NULL: the port has no number of its own */
    uint64_t kept_until_ms;
    bool renamed; /* the name is another one since the line was printed */
    struct esp_devline line; /* WATCHED_TOLD: what was printed; WATCHED_HELD: what will be */
    struct probe probe;      /* WATCHED_PROBED */
    char text[4096];         /* what the process has printed so far; a line has about 200 bytes */
    size_t used;
};

struct watched_ports {
    struct watched **ports;
    size_t count;
};

/* Compares the list with the ports that are known: new ones are added, and "there" is set for
 * each port.  added(), which may be NULL, is called for each new one.  ESP_OK or
 * ESP_ERR_NOMEM. */
int watched_compare(struct watched_ports *watched, const struct esp_port *list, size_t count,
                    int (*added)(void *ctx, struct watched *port, const struct esp_port *found),
                    void *ctx);

/* True if the port may be probed now.  A port that we may not open is given a moment: udev sets
 * the owner of a device only after the device has appeared. */
bool watched_is_ready(const struct watched_ports *watched, struct watched *port);

/* True if the port is away because of its reset, as far as can be known. */
bool watched_may_return(const struct watched *port);

/* Reads what the port's process has printed.  True if the process has ended, and port->probe
 * has its status. */
bool watched_hear(struct watched *port);

/* Forgets the port with this number.  A process that still probes it is asked to end, and
 * waited for. */
void watched_forget(struct watched_ports *watched, size_t number);
void watched_free(struct watched_ports *watched);

#endif
