/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the adapter's DTR and RTS to the chip's reset and strap pins.  The strap pin is the
 * pin that a button holds low for download mode, such as GPIO0.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_BOARD_WIRING_H
#define SIM_BOARD_WIRING_H

#include <stdbool.h>
#include <stdint.h>

struct board_config;

struct wiring {
    int kind;            /* enum board_wiring */
    uint64_t settle_ns;
    bool dtr, rts;       /* their states at the pins */
    bool pending;        /* a change waits for the change of the other line */
    bool pending_dtr, pending_rts;
    uint64_t pending_ns; /* the end of that wait */
    bool strap_low, reset_low;
    bool remembered;     /* USB-Serial/JTAG saw DTR alone asserted: it acts as a low strap */
    bool button;         /* a button holds the strap low */
    bool in_reset;       /* the chip does not run yet */
    bool released;       /* the chip just began to run; the reader clears this */
    uint64_t release_ns;
};

void wiring_init(struct wiring *wiring, const struct board_config *config);
/* The host set its lines (true: asserted). */
void wiring_request(struct wiring *wiring, bool dtr, bool rts, uint64_t now_ns);
/* Updates in_reset and strap_low for the time now_ns. */
void wiring_advance(struct wiring *wiring, uint64_t now_ns);

#endif
