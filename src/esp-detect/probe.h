/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process that probes one port, so that several ports are probed at the same time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_DETECT_PROBE_H
#define ESP_DETECT_PROBE_H

#include <sys/types.h>

#include "esp-detect/detect.h"

struct probe {
    pid_t pid; /* -1: the process did not start, or has ended */
    int lines; /* pipe from which the device line comes; -1: closed */
    int status;
};

/* Starts the process.  After a message, pid is -1 if it does not start. */
void probe_start(struct probe *probe, const char *port, const struct detect_request *request);

/* Asks the process to leave its board in order and to end. */
void probe_stop(const struct probe *probe);

/* Waits for the end of the process, and sets its status.  interrupted, which may be NULL, is
 * called when a signal came. */
void probe_await(struct probe *probe, void (*interrupted)(void *ctx), void *ctx);

#endif
