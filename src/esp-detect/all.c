/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-detect --all: probes all candidate ports at once, each in a process of its own.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "config.h"

#include "esp-detect/detect.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/closeout.h"
#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"
#include "esp/port/ports.h"

struct probe {
    pid_t pid; /* -1: the process did not start */
    int lines; /* pipe from which the device line comes; -1: closed */
    int status;
};

struct sweep {
    struct probe *probes;
    size_t count;
    bool stopped; /* a caught signal was passed on to the children */
};

/* Runs in the child: probes the port, prints into the pipe, and exits without the parent's
 * clean-up.  Dies of a caught signal, like a whole program. */
static _Noreturn void probe_in_child(const char *port, const struct detect_request *request,
                                     int pipe_end)
{
    FILE *stream = fdopen(pipe_end, "w");
    int err, status = STATUS_USAGE;

    if (stream) {
        status = detect_print(port, request, stream, &err);
        /* If another device is on the port, the answer is "no", not a failure. */
        if (err == ESP_ERR_NO_SYNC)
            status = STATUS_NO;
        fclose(stream);
    }
    signals_die();
    _exit(status);
}

static void start_probe(struct probe *probe, const char *port,
                        const struct detect_request *request)
{
    int ends[2];

    *probe = (struct probe){.pid = -1, .lines = -1, .status = STATUS_USAGE};
    if (pipe2(ends, O_CLOEXEC) == 0) {
        probe->lines = ends[0];
        probe->pid = fork();
        if (probe->pid == 0)
            probe_in_child(port, request, ends[1]);
        close(ends[1]);
    }
    if (probe->pid < 0)
        message_error("%s: starting a process: %s", port, strerror(errno));
}

/* Passes a signal on to the children.  Ctrl-C reaches the children directly, but a kill of
 * the parent does not. */
static void pass_on_signal(struct sweep *sweep)
{
    if (sweep->stopped || signals_caught() == 0)
        return;
    sweep->stopped = true;
    for (size_t i = 0; i < sweep->count; i++) {
        if (sweep->probes[i].pid > 0)
            kill(sweep->probes[i].pid, SIGTERM);
    }
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

static void await(struct sweep *sweep, struct probe *probe)
{
    int wait_status;

    if (probe->pid < 0)
        return;
    while (waitpid(probe->pid, &wait_status, 0) < 0) {
        if (errno != EINTR)
            return;
        pass_on_signal(sweep);
    }
    probe->pid = -1;
    probe->status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_DEVICE;
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
        start_probe(&sweep.probes[i], ports[i].name, request);
    for (size_t i = 0; i < count; i++) {
        copy_lines(&sweep, &sweep.probes[i]);
        await(&sweep, &sweep.probes[i]);
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
