/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reset sequences, as data: how DTR and RTS bring a board into download mode, or restart
 * the board.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A sequence is written as steps with '|' between them:
 *
 *     D1 D0    assert (1) or release (0) DTR, which pulls GPIO0 low
 *     R1 R0    assert or release RTS, which pulls EN (reset) low
 *     U1,0     set both lines at once: DTR to 1, RTS to 0
 *     W0.1     wait 0.1 seconds; at most 10
 *
 * The classic sequence is "D0|R1|W0.1|D1|R0|W0.05|D0".
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

/* Parses a sequence.  Fails with ESP_ERR_ARG; the fault's text names the bad step. */
int esp_reset_parse(struct esp_reset *reset, const char *text, struct esp_fault *fault);

/* Runs a sequence; ends early if the chip's reset took the port away for a while.  Returns 0, or the error of the transport. */
int esp_reset_run(const struct esp_reset *reset, struct esp_transport *t);

/* The sequences for the name "auto", "tight", "classic", "usb-jtag" or "none" (an empty list), as texts
 * to be tried in turn, with NULL at the end.  NULL for any other text: that text is a
 * sequence itself. */
const char *const *esp_reset_named(const char *name);

/* Restarts the board with GPIO0 high, so that the board runs its application. */
extern const char esp_reset_hard[];
/* The same for a chip's own USB port, where the host notices changes later. */
extern const char esp_reset_hard_usb[];

#endif
