/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller, SPI0; the rest of it is in stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP8266_FLASH_H
#define STUB_SOC_ESP8266_FLASH_H

/* Connects the flash, at the slow clock.  Changes nothing in the flash: the ROM's
 * own attach and unlock functions each write its status register, which is
 * non-volatile and wears out. */
void flash_take_over(void);

/* Leaves the controller as it was found. */
void flash_give_back(void);

#endif
