/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash controller, SPI1.  Its other functions are in stub/chip.h.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_COMMON_SPI1_H
#define STUB_SOC_COMMON_SPI1_H

/* Sets the slow clock.  The host has had the ROM connect the flash's pins, which fuses may
 * name; so the pins are not touched. */
void flash_take_over(void);

/* Forgets what is known about the controller's registers, and has it receive on one line, because
 * a program changes the registers. */
void flash_forget(void);

/* Restores the controller's registers. */
void flash_give_back(void);

#endif
