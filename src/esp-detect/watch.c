/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --watch: tells of boards that appear and leave, until somebody ends it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each new port is probed once, by a process of its own, so that a board that does not answer
 * delays no other.
 */
#include "esp-detect/detect.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/describe.h"
#include "cli/closeout.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-detect/watch_ports.h"
#include "esp/port/ports.h"
#include "esp/port/portwatch.h"

enum { TICK_MS = ESP_PORTWATCH_POLL_MS }; /* a signal that comes just before a wait waits so long */

struct watch {
    struct detect_request request; /* for the processes that probe; their lines are text */
    bool json;                     /* what we print */
    bool list;                     /* open no port */
    struct esp_portwatch *news;
    struct watched_ports watched;
    int waited_ms; /* since the last look at the list */
};

static int failed(int err)
{
    message_error("watching the serial ports: %s", esp_strerror(err));
    return status_of(err);
}

static int tell(const struct watch *watch, struct watched *port)
{
    port->state = WATCHED_TOLD;
    return describe_print(&port->line, watch->json, stdout);
}

/* A new port.  Without probing there is something to print at once. */
static int note_new(void *ctx, struct watched *port, const struct esp_port *found)
{
    struct watch *watch = ctx;
    int err;

    message_verbose("%s: the port is there", port->name);
    if (!watch->list)
        return ESP_OK;
    err = detect_describe_port(&port->line, found);
    if (err == ESP_OK)
        tell(watch, port);
    return err;
}

static int tell_gone(struct watch *watch, struct watched *port)
{
    int err;

    message_verbose("%s: the port is gone", port->name);
    if (port->state != WATCHED_TOLD)
        return STATUS_DONE;
    err = esp_devline_set(&port->line, "gone", "1");
    return err == ESP_OK ? tell(watch, port) : failed(err);
}

/* A port that went away at its reset is back.  If its name is another one now, the line before
 * has ended. */
static int tell_returned(struct watch *watch, struct watched *port)
{
    bool told = port->state == WATCHED_TOLD && port->renamed;
    int err = ESP_OK, status = STATUS_DONE;

    if (told) {
        status = tell_gone(watch, port);
        esp_devline_free(&port->line);
        err = esp_devline_parse(&port->line, port->text);
    }
    if (err == ESP_OK && (told || port->state == WATCHED_HELD))
        err = esp_devline_set(&port->line, "port", port->name);
    if (err == ESP_OK && status == STATUS_DONE && (told || port->state == WATCHED_HELD))
        status = tell(watch, port);
    port->renamed = false;
    return err == ESP_OK ? status : failed(err);
}

static int look_for_returned(struct watch *watch)
{
    int status = STATUS_DONE;

    for (size_t i = 0; i < watch->watched.count && status == STATUS_DONE; i++) {
        struct watched *port = watch->watched.ports[i];

        if (port->there && (port->renamed || port->state == WATCHED_HELD) &&
            port->state != WATCHED_PROBED)
            status = tell_returned(watch, port);
    }
    return status;
}

/* Tells of the ports that have gone, and forgets them.  A port that is being probed is kept
 * until its process has noticed, and a port that its own reset took away for some seconds. */
static int forget_gone(struct watch *watch)
{
    int status = STATUS_DONE;

    for (size_t i = watch->watched.count; i > 0 && status == STATUS_DONE; i--) {
        struct watched *port = watch->watched.ports[i - 1];

        if (port->there || port->state == WATCHED_PROBED || watched_may_return(port))
            continue;
        status = tell_gone(watch, port);
        watched_forget(&watch->watched, i - 1);
    }
    return status;
}

/* Looks at the list of ports. */
static int look(struct watch *watch)
{
    struct esp_port *ports = NULL;
    size_t count = 0;
    int err = esp_ports_list(&ports, &count), status;

    watch->waited_ms = 0;
    if (err == ESP_OK)
        err = watched_compare(&watch->watched, ports, count, note_new, watch);
    esp_ports_free(ports, count);
    if (err != ESP_OK)
        return failed(err);
    status = look_for_returned(watch);
    return status == STATUS_DONE ? forget_gone(watch) : status;
}

static void start_probes(struct watch *watch)
{
    for (size_t i = 0; i < watch->watched.count && !watch->list; i++) {
        struct watched *port = watch->watched.ports[i];

        if (!watched_is_ready(&watch->watched, port))
            continue;
        probe_start(&port->probe, port->name, &watch->request);
        port->state = port->probe.pid > 0 ? WATCHED_PROBED : WATCHED_SILENT;
    }
}

/* The process that probed the port has ended, with a line or with a message. */
static int take_line(struct watch *watch, struct watched *port)
{
    port->state = WATCHED_SILENT;
    if ((!port->there && !watched_may_return(port)) || port->probe.status != STATUS_DONE ||
        esp_devline_parse(&port->line, port->text) != ESP_OK)
        return STATUS_DONE;
    port->state = WATCHED_HELD;
    return port->there ? tell_returned(watch, port) : STATUS_DONE;
}

/* True if the list may soon look different. */
static bool is_new(const struct watch *watch)
{
    for (size_t i = 0; i < watch->watched.count; i++)
        if (watch->watched.ports[i]->state == WATCHED_NEW ||
            watched_may_return(watch->watched.ports[i]))
            return true;
    return false;
}

/* If nobody reads any more, the program ends like one that writes to a broken pipe. */
static int end_for_reader(void)
{
    if (signals_pipe_broke())
        return STATUS_DONE;
    message_error("writing standard output: %s", strerror(EPIPE));
    return STATUS_USAGE;
}

/* What to wait for: the reader's end, news of ports, the processes that probe. */
enum { READER, NEWS, PROBES };

static size_t gather(struct pollfd *fds, const struct watch *watch)
{
    size_t count = PROBES;

    fds[READER] = (struct pollfd){.fd = STDOUT_FILENO};
    fds[NEWS] = (struct pollfd){.fd = esp_portwatch_fd(watch->news), .events = POLLIN};
    for (size_t i = 0; i < watch->watched.count; i++)
        fds[count++] = (struct pollfd){.fd = watch->watched.ports[i]->probe.lines,
                                       .events = POLLIN};
    return count;
}

/* Waits for anything to happen, and hears the processes.  *due: look at the list. */
static int wait_and_hear(struct watch *watch, struct pollfd *fds, bool *due)
{
    size_t count = gather(fds, watch);
    int ready = poll(fds, count, TICK_MS), status = STATUS_DONE;

    if (ready <= 0) {
        watch->waited_ms += ready == 0 ? TICK_MS : 0;
        *due = is_new(watch) || watch->waited_ms >= esp_portwatch_interval_ms(watch->news);
        return STATUS_DONE;
    }
    if (fds[READER].revents)
        return end_for_reader();
    *due = fds[NEWS].revents && esp_portwatch_news(watch->news);
    for (size_t i = PROBES; i < count && status == STATUS_DONE; i++) {
        struct watched *port = watch->watched.ports[i - PROBES];

        if (fds[i].revents && watched_hear(port)) {
            *due = *due || !port->there;
            status = take_line(watch, port);
        }
    }
    return status;
}

static int watch_ports(struct watch *watch)
{
    struct pollfd *fds = NULL;
    bool due = true;
    int status = STATUS_DONE;

    while (status == STATUS_DONE && signals_caught() == 0 && !ferror(stdout)) {
        struct pollfd *more;

        if (due)
            status = look(watch);
        start_probes(watch);
        more = realloc(fds, (PROBES + watch->watched.count) * sizeof(*fds));
        if (!more) {
            status = failed(ESP_ERR_NOMEM);
            break;
        }
        fds = more;
        if (status == STATUS_DONE)
            status = wait_and_hear(watch, fds, &due);
    }
    free(fds);
    return status;
}

int detect_watch(const struct detect_request *request, bool list)
{
    struct watch watch = {
        .request = *request, .json = request->format == DETECT_JSON, .list = list};
    int err = esp_portwatch_open(&watch.news), status;

    if (err != ESP_OK)
        return failed(err);
    watch.request.format = DETECT_LINES;
    message_verbose("ports that come and go are seen %s",
                    esp_portwatch_fd(watch.news) < 0 ? "by looking twice a second" : "by udev");
    status = watch_ports(&watch);
    watched_free(&watch.watched);
    esp_portwatch_close(watch.news);
    return status;
}
