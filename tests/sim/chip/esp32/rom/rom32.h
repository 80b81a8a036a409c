/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32: download mode, booting from flash, and the functions
 * that uploaded code calls, at their ROM addresses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The behaviour is from observations of the real ROM ("ets Jul 29 2019") with its faults.
 * Like software on the chip, the simulated ROM reads and writes registers and spends CPU
 * cycles.
 */
#ifndef SIM_CHIP_ESP32_ROM_ROM32_H
#define SIM_CHIP_ESP32_ROM_ROM32_H

#include <stdbool.h>
#include <stdint.h>

struct esp32;
struct rom32;

/* A dump of a real ROM has more than ROM32_SMALLEST bytes, because the data lie there. */
enum { ROM32_BASE = 0x40000000, ROM32_SIZE = 0x70000, ROM32_SMALLEST = 0x60000 };

struct rom32 *rom32_new(struct esp32 *chip);
void rom32_free(struct rom32 *rom);
/* Fills the memory of the ROM, which has ROM32_SIZE bytes. */
void rom32_fill(uint8_t *bytes);

/* The chip was reset. */
void rom32_reset(struct rom32 *rom);

/* Call this when the CPU has stopped in the ROM.  Does a small piece of work, advances the
 * CPU's cycles, and leaves in pc the address to go on at. */
void rom32_step(struct rom32 *rom);

/* True while only a byte from the host or a reset can make the ROM do more. */
bool rom32_idle(const struct rom32 *rom);
/* The CPU cycle up to which only an event can make the ROM do more.  0: it has work. */
uint64_t rom32_asleep_until(const struct rom32 *rom);

/* Not NULL if the program called an address that is not simulated, or if no handler took an
 * exception. */
const char *rom32_trouble(const struct rom32 *rom);

/* The application prints this line every second, and ignores its input. */
#define ROM32_APPLICATION_LINE "esputils virtual application\r\n"

#endif
