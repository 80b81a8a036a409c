/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that probes one port, so that several ports are probed at the same time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-detect/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/signals.h"
#include "cli/status.h"

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

void probe_start(struct probe *probe, const char *port, const struct detect_request *request)
{
    int ends[2];

    *probe = (struct probe){.pid = -1, .lines = -1, .status = STATUS_USAGE};
    if (pipe(ends) == 0) {
        /* macOS has no pipe2().  Nobody starts a program in between: there is one thread. */
        fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        probe->lines = ends[0];
        probe->pid = fork();
        if (probe->pid == 0)
            probe_in_child(port, request, ends[1]);
        close(ends[1]);
    }
    if (probe->pid < 0)
        message_error("%s: starting a process: %s", port, strerror(errno));
}

void probe_stop(const struct probe *probe)
{
    if (probe->pid > 0)
        kill(probe->pid, SIGTERM);
}

void probe_await(struct probe *probe, void (*interrupted)(void *ctx), void *ctx)
{
    int wait_status;

    if (probe->pid < 0)
        return;
    while (waitpid(probe->pid, &wait_status, 0) < 0) {
        if (errno != EINTR)
            return;
        if (interrupted)
            interrupted(ctx);
    }
    probe->pid = -1;
    probe->status = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_DEVICE;
}
