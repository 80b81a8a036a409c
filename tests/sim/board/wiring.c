/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the adapter's DTR and RTS to the chip's reset and strap pins.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/wiring.h"

#include "sim/board/board.h"

/* The chip starts this long after the reset line is released, because of the capacitor on
 * the reset pin (12 kOhm and 100 nF on a NodeMCU). */
enum { RESET_RISE_NS = 1500000 };

void wiring_init(struct wiring *wiring, const struct board_config *config)
{
    *wiring = (struct wiring){
        .kind = (int)config->wiring,
        .settle_ns = (uint64_t)config->line_settle_ms * 1000000,
        .strap_low = config->download,
        .button = config->download,
    };
}

static void set_pins(struct wiring *wiring, bool dtr, bool rts, uint64_t now_ns)
{
    bool crossed = wiring->kind == BOARD_CROSSED || wiring->kind == BOARD_USB_JTAG;
    bool reset_low = rts && !(crossed && dtr);
    bool strap_low = dtr && !(crossed && rts);

    wiring->dtr = dtr;
    wiring->rts = rts;
    wiring->pending = false;
    if (wiring->kind == BOARD_NONE)
        return;
    /* That both lines released clear the flag that DTR alone sets is concluded from esptool, which
     * avoids that state (esptool 4.8.1, reset.py: USBJTAGSerialReset). */
    if (wiring->kind == BOARD_USB_JTAG && !wiring->reset_low)
        wiring->remembered = strap_low || (wiring->remembered && (dtr || rts));
    strap_low = wiring->kind == BOARD_USB_JTAG ? wiring->remembered : strap_low;
    wiring->strap_low = strap_low || wiring->button;
    if (reset_low)
        wiring->in_reset = true;
    else if (wiring->reset_low)
        wiring->release_ns = now_ns + RESET_RISE_NS;
    wiring->reset_low = reset_low;
}

void wiring_request(struct wiring *wiring, bool dtr, bool rts, uint64_t now_ns)
{
    wiring_advance(wiring, now_ns);
    if (dtr && rts && wiring->settle_ns && !(wiring->dtr && wiring->rts)) {
        wiring->pending = true;
        wiring->pending_dtr = dtr;
        wiring->pending_rts = rts;
        wiring->pending_ns = now_ns + wiring->settle_ns;
        return;
    }
    set_pins(wiring, dtr, rts, now_ns);
}

void wiring_advance(struct wiring *wiring, uint64_t now_ns)
{
    if (wiring->pending && now_ns >= wiring->pending_ns)
        set_pins(wiring, wiring->pending_dtr, wiring->pending_rts, wiring->pending_ns);
    if (wiring->in_reset && !wiring->reset_low && now_ns >= wiring->release_ns) {
        wiring->in_reset = false;
        wiring->released = true;
    }
}
