/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the flash the stub can address.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Three bytes of address reach 16 MB.  Some flashes that are larger have commands of their own
 * with four bytes of address.  The stub never switches a flash to the mode in which all
 * commands take four bytes: the flash keeps this mode when the chip is reset, and the boot ROM
 * then reads nothing.
 */
#ifndef STUB_FLASH_REACH_H
#define STUB_FLASH_REACH_H

#include "stub/limits.h"

/* Asks the flash, once, whether it has these commands.  The flash must be ready, and
 * selftest_flash() must have been called. */
void reach_find(void);

uint32_t reach_found(void);

/* Bytes that can be addressed: three bytes' worth, until reach_find() found more. */
static inline uint32_t reach(void)
{
    return (int)STUB_FAR_REACH > (int)STUB_REACH ? reach_found() : (uint32_t)STUB_REACH;
}

#endif
