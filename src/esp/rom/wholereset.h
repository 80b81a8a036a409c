/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Resetting a whole chip by its watchdog, where the port's lines reset the core only.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A reset of the core keeps the straps that were read when power came on or EN rose.  If a
 * button held the strap low then, the chip stays in download mode.  The watchdog of the
 * real-time clock resets the whole chip, which reads its straps anew.
 */
#ifndef ESP_ROM_WHOLERESET_H
#define ESP_ROM_WHOLERESET_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/command.h"

/* Where a chip has what: addresses of registers. */
struct esp_wholereset {
    uint32_t strap;      /* the straps as they were read; 0: not known */
    uint32_t strap_flash; /* the bit that is set if the chip starts from its flash */
    uint32_t force;      /* has a bit that forces download mode; 0: the chip has no such bit */
    uint32_t force_mask; /* that bit */
    uint32_t watchdog;   /* the configuration; in the next word is the time */
    uint32_t protect;    /* opens the watchdog's registers */
};

/* Will the chip be in download mode again after a reset of its core?  Yes, if that is not known.
 * Clears the bit that
 * forces download mode.  Works with the loader and with stubs. */
int esp_stays_in_download(struct esp_link *link, const struct esp_wholereset *facts, bool *stays);

/* Has the watchdog reset the chip in a moment. */
int esp_reset_whole(struct esp_link *link, const struct esp_wholereset *facts);

#endif
