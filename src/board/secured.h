/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips with secure boot or flash encryption: which change of the flash they may not survive.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_SECURED_H
#define BOARD_SECURED_H

#include <stdbool.h>
#include <stdint.h>

#include "board/device.h"
#include "esp/session.h"

/* Does the range reach the place that every bootloader has, or of the digest that secure boot v1 keeps
 * before the bootloader?  offset, size: bytes. */
bool secured_reaches_bootloader(const struct esp_board *board, uint64_t offset, uint64_t size);

/* Why the bootloader of this chip must not be erased or replaced without thought: the end of a
 * sentence.  NULL if nothing speaks against it. */
const char *secured_reason(const struct esp_board *board);

/* For work that has to read.  In Secure Download Mode: STATUS_DEVICE after a message that tells
 * what is possible. */
int secured_refuse_reading(const struct device *device);

/* For work that changes the flash.  In Secure Download Mode, in which nothing can be read back:
 * STATUS_REFUSED after a message, unless the user allowed that nothing is proven; otherwise a notice
 * by "note", which says how little is known. */
int secured_check_unproven(const struct device *device, bool allowed, const char *note);

#endif
