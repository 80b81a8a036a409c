/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changing the rate of the ROM's loader, after a trial of the new rate: the host's side of
 * struct esp_trial (esp/wire/protocol.h).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_TRIAL_H
#define ESP_ROM_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp/wire/command.h"

/* A family's trial program. */
struct esp_trial_program {
    const uint8_t *code;
    const size_t *size; /* bytes */
    uint32_t address;   /* where the program is loaded, and its entry */
    bool checked;       /* it has a check word, at ESP_STUB_CHECK_OFFSET */
    int (*start)(struct esp_link *link, uint32_t entry); /* as esp_start_program() */
};

struct esp_trial_rate {
    uint32_t baud;
    uint32_t divisor; /* for that rate, as the program takes it */
    uint32_t uart_hz; /* the clock of the chip's UART */
};

/* Sets the loader and the port to the rate.  ESP_ERR_UNSUPPORTED if the rate does not work; the
 * loader and the port are then back at the old rate.  Other errors are those of an upload;
 * ESP_ERR_TIMEOUT also means that the loader answers at neither rate. */
int esp_trial_run(struct esp_link *link, const struct esp_trial_program *program,
                  const struct esp_trial_rate *rate);

#endif
