/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's clocks.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32_ESP32_CLOCK_H
#define STUB_SOC_ESP32_ESP32_CLOCK_H

/* Takes the CPU, the UART and the flash controller from the crystal to the PLL, at 80 MHz,
 * and sets the UART's divisor for the same rate.  If the crystal is not known, or if the
 * measured clock is not what it should be, everything stays at the crystal.  Interrupts must
 * be masked, and the CPU's vectors must be the ROM's. */
void clock_take_over(void);

/* Goes back to the crystal. */
void clock_give_back(void);

#endif
