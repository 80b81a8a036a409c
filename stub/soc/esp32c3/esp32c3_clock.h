/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's clocks.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32C3_ESP32C3_CLOCK_H
#define STUB_SOC_ESP32C3_ESP32C3_CLOCK_H

/* Takes the CPU and the flash controller from the crystal to the PLL, at 80 MHz.  The UART
 * stays at the crystal.  If the PLL is off, or if the measured clock is not what it should
 * be, the CPU gets the crystal's clock.  Interrupts must be masked. */
void clock_take_over(void);

/* Goes back to the crystal. */
void clock_give_back(void);

#endif
