/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board that a program works on, from choosing the port to leaving the board.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions that return an int return an exit status.  If it is not STATUS_DONE, the
 * function has printed a message.
 */
#ifndef BOARD_DEVICE_H
#define BOARD_DEVICE_H

#include <stdbool.h>

#include "board/connect.h"
#include "board/portchoice.h"
#include "board/range.h"
#include "cli/progress.h"

struct device {
    struct connect_settings settings;
    enum progress_style progress;
    struct port_choice choice;
    struct esp_session *session; /* NULL until device_open() */
};

/* Chooses the port.  option: the value of --port, or NULL.  stdin_is_free: a device line
 * may come on standard input. */
int device_choose(struct device *device, const char *option, bool stdin_is_free);

enum device_use {
    DEVICE_LOADER, /* no stub is needed */
    DEVICE_WORK,   /* the stub is started, unless --no-stub says otherwise */
};

/* Connects, finds the chip and the flash, and checks that they are those of the device
 * line.  Starts the stub before it looks for the flash: on a bad line the stub's answers
 * can be trusted, but the loader hangs on some damaged requests. */
int device_open(struct device *device, enum device_use use);

/* Checks that addresses reach the whole range, which is inside the flash.  False after a
 * message. */
bool device_reaches(const struct device *device, const struct flash_range *range);

/* Changes to the working rate.  Gives a notice if the flash seems to be smaller than its ID
 * says. */
int device_start(struct device *device);

/* If the stub does not run, and the work takes long: prints how long it takes for that many
 * bytes. */
enum device_labour { DEVICE_READING, DEVICE_COMPARING };
void device_tell_patience(const struct device *device, enum device_labour labour, uint64_t bytes);

/* The progress for a request.  NULL if no progress is shown: then nobody needs to estimate how
 * long the work still takes. */
esp_progress *device_progress(const struct device *device);

/* Starts to show the progress of the board's work.  verb: as in progress_begin(). */
void device_progress_begin(const struct device *device, const char *verb);

/* Prints what failed and returns the exit status for err. */
int device_failed(const struct device *device, int err);

/* Leaves the board as the settings say.  status: the result of the work.  If the work
 * succeeded and leaving fails, prints a message; the exit status stays the same. */
void device_leave(struct device *device, int status);

void device_close(struct device *device);

#endif
