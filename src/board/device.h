/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board that a program works on, from its options to leaving it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status, and have complained where
 * that is not STATUS_DONE.
 */
#ifndef BOARD_DEVICE_H
#define BOARD_DEVICE_H

#include <stdbool.h>

#include "board/connect.h"
#include "board/portchoice.h"
#include "cli/progress.h"

struct device {
    struct connect_settings settings;
    enum progress_style progress;
    struct port_choice choice;
    struct esp_session *session; /* NULL until device_open() */
};

/* Chooses the port: option is that of --port, or NULL; a device line is looked
 * for on standard input unless that is needed for something else. */
int device_choose(struct device *device, const char *option, bool stdin_is_free);

enum device_use {
    DEVICE_LOADER, /* no stub is needed */
    DEVICE_WORK,   /* the stub is started, unless --no-stub says otherwise */
};

/* Connects, finds chip and flash, and makes sure that they are those of the
 * device line.  The stub comes before the flash: over a bad line its answers can be
 * trusted, and the loader hangs on some damaged requests.  Where it will not start,
 * device_is_slow() tells. */
int device_open(struct device *device, enum device_use use);

/* Goes to the working rate, where the stub runs, and tells where the flash looks as if it
 * were smaller than its ID says. */
int device_start(struct device *device);
bool device_is_slow(const struct device *device);

/* Where the stub does not run: says how long reading that many bytes takes.
 * doing is what it is done for: "comparing". */
void device_tell_patience(const struct device *device, const char *doing, uint64_t bytes);

/* Says what failed and returns the exit status for err. */
int device_failed(const struct device *device, int err);

/* Leaves the board as the settings say.  That this cannot be done is told, but
 * does not spoil work that was done: status is that of the work. */
void device_leave(struct device *device, int status);

void device_close(struct device *device);

#endif
