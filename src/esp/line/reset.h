/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reset sequences: what DTR and RTS must do to bring a board into its
 * download mode or to restart it, as data.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A sequence is written as steps between '|':
 *
 *     D1 D0    assert (1) or release (0) DTR, which pulls GPIO0 low
 *     R1 R0    assert or release RTS, which pulls EN (reset) low
 *     U1,0     both at once, DTR first
 *     W0.1     wait, in seconds, at most 10
 *
 * The classic one is "D0|R1|W0.1|D1|R0|W0.05|D0".
 */
#ifndef ESP_LINE_RESET_H
#define ESP_LINE_RESET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct esp_transport;

enum { ESP_RESET_STEPS_MAX = 32 };

struct esp_reset_step {
    char kind; /* 'D', 'R', 'U' or 'W' */
    bool dtr;
    bool rts;
    int wait_ms;
};

struct esp_reset {
    struct esp_reset_step steps[ESP_RESET_STEPS_MAX];
    size_t count;
};

/* ESP_ERR_ARG, with the offending step in the detail. */
int esp_reset_parse(struct esp_reset *reset, const char *text, struct esp_fault *fault);

/* 0, or what the transport said. */
int esp_reset_run(const struct esp_reset *reset, struct esp_transport *t);

/* The sequences to try in turn, as text, for "auto", "tight", "classic" or
 * "none" (an empty list); NULL-terminated.  NULL for any other name: that is a
 * sequence itself. */
const char *const *esp_reset_named(const char *name);

/* Restarts the board with GPIO0 high: into its application. */
extern const char esp_reset_hard[];

#endif
