/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller, SPI0.  Its other functions are in stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP8266_FLASH_H
#define STUB_SOC_ESP8266_FLASH_H

/* Connects the flash at the slow clock.  Does not change the flash.  The ROM's attach and
 * unlock functions are not used, because each of them writes the flash's status register,
 * which is non-volatile and wears out. */
void flash_take_over(void);

/* Restores the controller's registers. */
void flash_give_back(void);

#endif
