/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the options that all programs share to a session with a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_CONNECT_H
#define BOARD_CONNECT_H

#include <stdbool.h>

#include "esp/session.h"
#include "esp/session/devline.h"

/* The options of common.ggo as gengetopt left them: strings or NULL. */
struct connect_args {
    const char *baud;
    const char *connect_baud;
    const char *reset;
    const char *flash_size;
    const char *after; /* "run" or "stay"; NULL in a program without that option */
    bool no_stub;
};

/* From any program's struct gengetopt_args_info, which is another type in each. */
#define CONNECT_ARGS(args, how) \
    { \
        .baud = (args)->baud_arg, .connect_baud = (args)->connect_baud_arg, \
        .reset = (args)->reset_arg, .flash_size = (args)->flash_size_arg, .after = (how), \
        .no_stub = (args)->no_stub_given, \
    }

/* What the options ask of a session. */
struct connect_settings {
    uint32_t baud;         /* 0: the fastest that works */
    uint32_t connect_baud; /* 0: the default */
    uint32_t flash_size;   /* bytes; 0: by the flash's ID */
    const char *reset;     /* NULL: the default */
    enum esp_after after;
    bool no_stub; /* work with the ROM's loader alone */
};

/* Checks the options; complains and returns false where they make no sense. */
bool connect_settings_parse(struct connect_settings *settings, const struct connect_args *args);

/* Takes from a device line the rate that the board waits at, and the size of the flash
 * where esp-detect was told it, unless options gave them.  Complains and returns false
 * where they make no sense. */
bool connect_settings_adopt(struct connect_settings *settings, const struct esp_devline *line);

/* Opens a session on port and finds the chip; try_running as in struct
 * esp_session_options.  Complains of a failure and returns the enum esp_err.
 * *session may be set even then, and is to be closed. */
int connect_board(struct esp_session **session, const struct connect_settings *settings,
                  const char *port, bool try_running);

/* Finds the flash; that none answers is a failure where one is needed.  Complains of a
 * failure and returns the enum esp_err. */
int connect_flash(struct esp_session *session, const char *port, bool needed);

/* Says "PORT: what went wrong" for a step that returned err, unless it ended
 * because of a signal or a failure that was told already.  Returns the exit
 * status for err. */
int connect_failed(const struct esp_session *session, const char *port, int err);

#endif
