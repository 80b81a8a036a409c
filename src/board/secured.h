/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips with secure boot or flash encryption: which change of the flash they may not survive.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_SECURED_H
#define BOARD_SECURED_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/session.h"

/* Does the range reach the place that every bootloader has, or of the digest that secure boot v1 keeps
 * before the bootloader?  offset, size: bytes. */
bool secured_reaches_bootloader(const struct esp_board *board, uint64_t offset, uint64_t size);

/* Why the bootloader of this chip must not be erased or replaced without thought: the end of a
 * sentence.  NULL if nothing speaks against it. */
const char *secured_reason(const struct esp_board *board);

#endif
