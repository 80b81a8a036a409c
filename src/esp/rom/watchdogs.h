/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The watchdogs that stay on when a port's lines reset the chip's core only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The reset by a chip's own USB port does not reach the real-time clock.  So its watchdogs go on
 * as the application left them, and no ROM feeds them: they reset the chip in the middle of the
 * work.
 */
#ifndef ESP_ROM_WATCHDOGS_H
#define ESP_ROM_WATCHDOGS_H

#include <stdint.h>

#include "esp/wire/command.h"

/* Where a chip has what.  All but the last two are addresses of registers. */
struct esp_watchdogs {
    uint32_t rtc;     /* the configuration of the real-time clock's watchdog */
    uint32_t protect; /* opens that register */
    uint32_t super;   /* the configuration of the super watchdog */
    uint32_t super_protect;
    uint32_t super_key;
    uint32_t feeds_itself; /* the bit of `super` with which it feeds itself */
};

/* Stops the one, and has the other feed itself.  Works with the ROM's loader; one round trip on
 * a good line.  ESP_ERR_UNSUPPORTED if the registers do not hold what was written: the chip may go
 * on all the same. */
int esp_calm_watchdogs(struct esp_link *link, const struct esp_watchdogs *dogs);

#endif
