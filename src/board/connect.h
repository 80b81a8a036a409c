/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing the options that all programs share, and opening a session with a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_CONNECT_H
#define BOARD_CONNECT_H

#include <stdbool.h>

#include "esp/session.h"
#include "esp/session/devline.h"

/* The values of the options of common.ggo, as gengetopt left them: texts or NULL. */
struct connect_args {
    const char *baud;
    const char *connect_baud;
    const char *reset;
    const char *flash_size;
    const char *after; /* "run" or "stay"; NULL in a program without that option */
    const char *stub; /* the file's name, or "esptool" */
    bool no_stub;
};

/* Makes a struct connect_args from a program's struct gengetopt_args_info, which is a
 * different type in each program. */
#define CONNECT_ARGS(args, how) \
    { \
        .baud = (args)->baud_arg, .connect_baud = (args)->connect_baud_arg, \
        .reset = (args)->reset_arg, .flash_size = (args)->flash_size_arg, .after = (how), \
        .stub = (args)->stub_arg, .no_stub = (args)->no_stub_given, \
    }

/* The options, parsed. */
struct connect_settings {
    uint32_t baud;         /* 0: the fastest rate that works */
    uint32_t connect_baud; /* 0: the default */
    uint32_t flash_size;   /* bytes; 0: take the size from the flash's ID */
    const char *reset;     /* NULL: the default */
    enum esp_after after;
    bool no_stub; /* work with the ROM's loader alone */
    bool find_stub; /* the stub is empty until the chip is known, and is then that of esptool */
    const struct esp_stubfile *stub; /* to start in place of ours, or NULL; lives as long as
                                      * the program */
};

/* Parses and checks the options, and ESPBAUD and ESPRESET in the place of options that were not
 * given.  Returns false after a message if an option makes no
 * sense. */
bool connect_settings_parse(struct connect_settings *settings, const struct connect_args *args);

/* Takes values from a device line that the options did not give: the rate at which the
 * board waits, and the flash's size if esp-detect got it from an option.  Returns false
 * after a message if a value makes no sense. */
bool connect_settings_adopt(struct connect_settings *settings, const struct esp_devline *line);

/* Opens a session on port and finds the chip; try_running as in struct esp_session_options.
 * Prints a message about a failure and returns the enum esp_err.  *session may be set even
 * after a failure, and the caller closes it. */
int connect_board(struct esp_session **session, const struct connect_settings *settings,
                  const char *port, bool try_running);

/* Finds the flash.  If needed is set, it is a failure if no flash answers.  Prints a
 * message about a failure and returns the enum esp_err. */
int connect_flash(struct esp_session *session, const char *port, bool needed);

/* Prints "PORT: what went wrong" for a step that returned err.  Prints nothing if a signal
 * ended the step, or if the failure has been reported already.  Returns the exit status
 * for err. */
int connect_failed(const struct esp_session *session, const char *port, int err);

#endif
