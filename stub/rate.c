/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The line rate: changing it, and going back to the home rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/rate.h"

#include "esp/wire/protocol.h"
#include "stub/chip.h"
#include "stub/limits.h"
#include "stub/line/ring.h"

enum {
    DIVISOR_MIN = 10 * STUB_DIVISOR_PARTS, /* 5.2 Mbaud at 52 MHz; USB adapters reach 3 to 6 Mbaud */
    DIVISOR_MAX = 0xfffff * STUB_DIVISOR_PARTS, /* 20 bits (UART_CLKDIV) */
};

/* The range of clocks that can follow from a host's figures.  52 MHz and 80 MHz, with their
 * measuring errors, lie far inside. */
static const uint32_t clock_min = 10000000u * STUB_DIVISOR_PARTS;
static const uint32_t clock_max = 200000000u * STUB_DIVISOR_PARTS;

static uint32_t home_divisor;
static uint32_t clock_hz;    /* the clock that the divisor divides, by the host's figures, times
                              * STUB_DIVISOR_PARTS */
static uint32_t heard_at;    /* in chip_cycles() */
static uint32_t patience_ms; /* 0 at the home rate: there is no rate to go back to */
static bool timed_trial;

void rate_init(void)
{
    home_divisor = chip_uart_divisor();
    clock_hz = 0;
    patience_ms = 0;
}

uint32_t rate_divisor(uint32_t baud, uint32_t old_baud)
{
    uint32_t divisor = chip_uart_divisor();

    /* The home rate gives the most exact clock, because the ROM usually measured its
     * divisor.  Divisors for fast rates are small, so rounding changes them much. */
    if (clock_hz == 0 || divisor == home_divisor) {
        if (divisor == 0 || old_baud > clock_max / divisor || old_baud * divisor < clock_min)
            return 0;
        clock_hz = old_baud * divisor;
    }
    if (baud == 0 || baud > clock_hz / DIVISOR_MIN)
        return 0;
    divisor = (clock_hz + baud / 2) / baud;
    return divisor > DIVISOR_MAX ? 0 : divisor;
}

uint32_t rate_home(void)
{
    return home_divisor;
}

void rate_switch(uint32_t divisor, uint32_t home)
{
    home_divisor = home;
    ring_drain();
    chip_uart_set_divisor(divisor);
    patience_ms = divisor == home_divisor ? 0 : ESP_RATE_TRIAL_MS;
    if (STUB_TIMED_TRIALS)
        timed_trial = false;
    heard_at = chip_cycles();
}

void rate_time_trial(uint32_t trial_ms)
{
    if (trial_ms != 0 && trial_ms <= ESP_RATE_TRIAL_MAX_MS && patience_ms != 0)
        patience_ms = trial_ms;
    timed_trial = true;
}

void rate_heard(void)
{
    heard_at = chip_cycles();
}

void rate_proven(void)
{
    rate_heard();
    if (patience_ms != 0 && !(STUB_TIMED_TRIALS && timed_trial))
        patience_ms = ESP_RATE_IDLE_MS;
}

bool rate_poll(void)
{
    if (ring_sending()) /* on a slow line, this can last longer than patience_ms */
        rate_heard();
    if (patience_ms == 0 || chip_cycles() - heard_at < clock_hz / (1000 * STUB_DIVISOR_PARTS) * patience_ms)
        return false;
    rate_switch(home_divisor, home_divisor);
    return true;
}
