/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller, SPI0; the rest of it is in chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_ESP8266_FLASH_H
#define STUB_ESP8266_FLASH_H

/* Connects the flash and wakes it.  Changes nothing in the flash: the ROM's
 * own attach and unlock functions each write its status register, which is
 * non-volatile and wears out. */
void flash_take_over(void);

#endif
