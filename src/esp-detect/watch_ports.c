/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ports that esp-detect --watch knows, and what has been told of each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/watch_ports.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "esp/port/usbport.h"

enum {
    LOCKED_LOOKS_MAX = 4, /* 2 s; udev needs some 100 ms */
    KEPT_MS = 5000, /* for a port to come back after the last reset, as in transport_returning.c */
};

/* The port of that name and node that has not gone, or NULL. */
static struct watched *find(const struct watched_ports *watched, const char *name,
                            const struct stat *node)
{
    for (size_t i = 0; i < watched->count; i++) {
        struct watched *port = watched->ports[i];

        if (strcmp(port->name, name) == 0 && port->device == node->st_rdev &&
            port->node == node->st_ino)
            return port;
    }
    return NULL;
}

bool watched_may_return(const struct watched *port)
{
    return port->vanishes && !port->there &&
           (port->state == WATCHED_PROBED || esp_clock_ms() < port->kept_until_ms);
}

/* The port that went away because of its reset, and is back as "found"; or NULL. */
static struct watched *find_returned(const struct watched_ports *watched,
                                     const struct esp_port *found)
{
    for (size_t i = 0; i < watched->count; i++) {
        struct watched *port = watched->ports[i];

        if (!watched_may_return(port))
            continue;
        if (port->serial ? found->serial && strcmp(port->serial, found->serial) == 0
                         : strcmp(port->name, found->name) == 0)
            return port;
    }
    return NULL;
}

static int take_back(struct watched *port, const char *name, const struct stat *node)
{
    char *copy = NULL;

    if (strcmp(port->name, name) != 0) {
        copy = strdup(name);
        if (!copy)
            return ESP_ERR_NOMEM;
        free(port->name);
        port->name = copy;
        port->renamed = true;
    }
    port->device = node->st_rdev;
    port->node = node->st_ino;
    return ESP_OK;
}

/* What tells the port apart if it goes away and comes back. */
static void look_at_usb(struct watched *port)
{
    struct esp_usbport usb;

    esp_usbport_look(&usb, "", port->name, port->name);
    port->vanishes = usb.kind != NULL;
    port->serial = usb.device.serial[0] ? strdup(usb.device.serial) : NULL;
}

static struct watched *add(struct watched_ports *watched, const char *name,
                           const struct stat *node)
{
    struct watched **more = realloc(watched->ports, (watched->count + 1) * sizeof(*more));
    struct watched *port = more ? calloc(1, sizeof(*port)) : NULL;

    if (more)
        watched->ports = more;
    if (!port || !(port->name = strdup(name))) {
        free(port);
        return NULL;
    }
    port->device = node->st_rdev;
    port->node = node->st_ino;
    port->probe = (struct probe){.pid = -1, .lines = -1};
    esp_devline_init(&port->line);
    look_at_usb(port);
    watched->ports[watched->count++] = port;
    return port;
}

/* Sets "there" for the ports that are where they were. */
static void find_all(struct watched_ports *watched, const struct esp_port *list, size_t count)
{
    for (size_t i = 0; i < watched->count; i++)
        watched->ports[i]->there = false;
    for (size_t i = 0; i < count; i++) {
        struct stat node;
        struct watched *port = stat(list[i].name, &node) == 0
                                   ? find(watched, list[i].name, &node) : NULL;

        if (port)
            port->there = true;
    }
}

int watched_compare(struct watched_ports *watched, const struct esp_port *list, size_t count,
                    int (*added)(void *ctx, struct watched *port, const struct esp_port *found),
                    void *ctx)
{
    int err = ESP_OK;

    find_all(watched, list, count);
    for (size_t i = 0; i < count && err == ESP_OK; i++) {
        struct stat node;
        struct watched *port;

        if (stat(list[i].name, &node) != 0) /* it has just gone */
            continue;
        port = find(watched, list[i].name, &node);
        if (!port && (port = find_returned(watched, &list[i])) != NULL) {
            err = take_back(port, list[i].name, &node);
        } else if (!port) {
            port = add(watched, list[i].name, &node);
            err = !port ? ESP_ERR_NOMEM : added ? added(ctx, port, &list[i]) : ESP_OK;
        }
        if (port)
            port->there = true;
    }
    return err;
}

/* A process that probes what was at the same name before has the port locked. */
static bool is_taken(const struct watched_ports *watched, const struct watched *port)
{
    for (size_t i = 0; i < watched->count; i++) {
        const struct watched *other = watched->ports[i];

        if (other != port && other->state == WATCHED_PROBED &&
            strcmp(other->name, port->name) == 0)
            return true;
    }
    return false;
}

bool watched_is_ready(const struct watched_ports *watched, struct watched *port)
{
    if (port->state != WATCHED_NEW || !port->there || is_taken(watched, port))
        return false;
    return access(port->name, R_OK | W_OK) == 0 || ++port->locked_looks > LOCKED_LOOKS_MAX;
}

bool watched_hear(struct watched *port)
{
    size_t room = sizeof(port->text) - 1 - port->used;
    char rest[256];
    ssize_t count = room ? read(port->probe.lines, port->text + port->used, room)
                         : read(port->probe.lines, rest, sizeof(rest));

    if (count < 0 && errno == EINTR)
        return false;
    if (count > 0) {
        port->used += room ? (size_t)count : 0;
        return false;
    }
    port->text[port->used] = '\0';
    close(port->probe.lines);
    port->probe.lines = -1;
    probe_await(&port->probe, NULL, NULL);
    port->kept_until_ms = port->vanishes ? esp_clock_ms() + KEPT_MS : 0;
    return true;
}

void watched_forget(struct watched_ports *watched, size_t number)
{
    struct watched *port = watched->ports[number];

    probe_stop(&port->probe);
    if (port->probe.lines >= 0)
        close(port->probe.lines);
    probe_await(&port->probe, NULL, NULL);
    esp_devline_free(&port->line);
    free(port->name);
    free(port->serial);
    free(port);
    watched->ports[number] = watched->ports[--watched->count];
}

void watched_free(struct watched_ports *watched)
{
    for (size_t i = 0; i < watched->count; i++) /* all end at the same time */
        probe_stop(&watched->ports[i]->probe);
    while (watched->count > 0)
        watched_forget(watched, watched->count - 1);
    free(watched->ports);
    *watched = (struct watched_ports){0};
}
