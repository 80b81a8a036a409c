/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --all: probes all candidate ports at once, each in a process of its own.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/detect.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/closeout.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp-detect/probe.h"
#include "esp/port/ports.h"

struct sweep {
    struct probe *probes;
    size_t count;
    bool stopped; /* a caught signal was passed on to the children */
};

/* Passes a signal on to the children.  Ctrl-C reaches the children directly, but a kill of
 * the parent does not. */
static void pass_on_signal(void *ctx)
{
    struct sweep *sweep = ctx;

    if (sweep->stopped || signals_caught() == 0)
        return;
    sweep->stopped = true;
    for (size_t i = 0; i < sweep->count; i++)
        probe_stop(&sweep->probes[i]);
}

static void copy_lines(struct sweep *sweep, struct probe *probe)
{
    char buf[4096];
    ssize_t count;

    if (probe->lines < 0)
        return;
    while ((count = read(probe->lines, buf, sizeof(buf))) != 0) {
        if (count > 0)
            fwrite(buf, 1, (size_t)count, stdout);
        else if (errno != EINTR)
            break;
        pass_on_signal(sweep);
    }
    closeout_flush_stdout();
    close(probe->lines);
    probe->lines = -1;
}

/* If a board was found, failures on other ports do not count: other devices may be
 * connected there. */
static int overall_status(const struct sweep *sweep)
{
    int status = STATUS_NO;

    for (size_t i = 0; i < sweep->count; i++) {
        if (sweep->probes[i].status == STATUS_DONE)
            return STATUS_DONE;
        if (sweep->probes[i].status != STATUS_NO)
            status = STATUS_DEVICE;
    }
    return status;
}

static int probe_ports(const struct esp_port *ports, size_t count,
                       const struct detect_request *request)
{
    struct sweep sweep = {.probes = calloc(count, sizeof(struct probe)), .count = count};
    int status;

    if (!sweep.probes) {
        message_error("%s", esp_strerror(ESP_ERR_NOMEM));
        return STATUS_USAGE;
    }
    for (size_t i = 0; i < count; i++)
        probe_start(&sweep.probes[i], ports[i].name, request);
    for (size_t i = 0; i < count; i++) {
        copy_lines(&sweep, &sweep.probes[i]);
        probe_await(&sweep.probes[i], pass_on_signal, &sweep);
    }
    status = overall_status(&sweep);
    free(sweep.probes);
    return status;
}

int detect_all(const struct detect_request *request)
{
    struct esp_port *ports = NULL;
    size_t count = 0;
    int err = esp_ports_list(&ports, &count);
    int status = STATUS_NO;

    if (err != ESP_OK) {
        message_error("listing the serial ports: %s", esp_strerror(err));
        return status_of(err);
    }
    if (count == 0)
        message_error("no serial port found; plug the boards in");
    else
        status = probe_ports(ports, count, request);
    esp_ports_free(ports, count);
    return status;
}
