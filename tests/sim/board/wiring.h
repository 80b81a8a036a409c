/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the adapter's DTR and RTS to the chip's reset and strap pins.  The strap pin is the
 * one that a button holds low for download mode, such as GPIO0.
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
    bool dtr, rts;       /* as they reach the pins */
    bool pending;        /* a change waits for its partner */
    bool pending_dtr, pending_rts;
    uint64_t pending_ns; /* until then */
    bool strap_low, reset_low;
    bool button;         /* the strap held low by hand */
    bool in_reset;       /* the chip does not run yet */
    bool released;       /* it just began to; cleared by the reader */
    uint64_t release_ns;
};

void wiring_init(struct wiring *wiring, const struct board_config *config);
/* The host set its lines (true: asserted). */
void wiring_request(struct wiring *wiring, bool dtr, bool rts, uint64_t now_ns);
/* Brings in_reset and strap_low up to now_ns. */
void wiring_advance(struct wiring *wiring, uint64_t now_ns);

#endif
