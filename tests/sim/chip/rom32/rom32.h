/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32 and its successors: download mode, booting from flash,
 * and the functions that uploaded code calls, at their ROM addresses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The behaviour is from observations of the real ROMs with their faults.  Like software on the
 * chip, the simulated ROM reads and writes registers and spends CPU cycles.  What differs
 * between the chips is in rom32_machine.h.
 */
#ifndef SIM_CHIP_ROM32_ROM32_H
#define SIM_CHIP_ROM32_ROM32_H

#include <stdbool.h>
#include <stdint.h>

struct rom32;
struct rom32_facts;
struct rom32_machine;

/* The caller keeps facts, and *machine is copied.  NULL when out of memory. */
struct rom32 *rom32_new(const struct rom32_facts *facts, const struct rom32_machine *machine);
void rom32_free(struct rom32 *rom); /* rom may be NULL */

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
