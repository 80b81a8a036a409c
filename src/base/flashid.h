/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The meaning of a flash chip's JEDEC ID.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * An ID is the three bytes of RDID (0x9f): manufacturer in bits 0 to 7, type
 * in 8 to 15, capacity in 16 to 23.
 */
#ifndef BASE_FLASHID_H
#define BASE_FLASHID_H

#include <stdbool.h>
#include <stdint.h>

/* False for an ID that is read if there is no flash, or if the flash does not answer
 * yet. */
bool esp_flashid_valid(uint32_t id);

/* The flash's size in bytes; 0 if the meaning of the capacity byte is not known. */
uint32_t esp_flashid_size(uint32_t id);

/* The maker's name, for example "Winbond", or NULL. */
const char *esp_flashid_vendor(uint32_t id);

/* Boards with such a flash are sold in place of boards with the flash inside the chip, and
 * start in the mode DOUT like these: Puya's flash of 1 MiB. */
bool esp_flashid_needs_dout(uint32_t id);

#endif
