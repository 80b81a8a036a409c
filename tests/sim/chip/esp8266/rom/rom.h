/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM: download mode, the functions that uploaded code may call, and the
 * exception vectors, at their ROM addresses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The simulated ROM works like software on the chip: it reads and writes the peripherals'
 * registers over the CPU's bus, and spends CPU cycles.  So a program sees what it would see
 * of the real ROM (delays, a FIFO that the ROM's interrupt handler empties, memory that the
 * ROM uses).  The behaviour is from observations of the real ROM.
 */
#ifndef SIM_CHIP_ESP8266_ROM_ROM_H
#define SIM_CHIP_ESP8266_ROM_ROM_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/chip/application.h"
#include "sim/cpu/lx106/lx106.h"

struct rom;

enum { ROM_BASE = 0x40000000, ROM_SIZE = 0x10000 };

struct rom *rom_new(struct xtensa *cpu);
void rom_free(struct rom *rom);

/* The chip was reset; the CPU then stands at the reset vector.  The reason (1 power-on, 2
 * the reset pin, 3 software, 4 watchdog) goes into the boot banner.  After 1, 2 and 4 the
 * ROM obeys the download strap; otherwise the ROM boots the flash. */
void rom_reset(struct rom *rom, unsigned reason);

/* Sets the clock from which the application derives its 115200 baud.  This clock is twice
 * the crystal's; the default is 52 MHz. */
void rom_set_clock(struct rom *rom, uint32_t clock_hz);

/* What the application does from its next start on. */
void rom_set_application(struct rom *rom, const struct sim_application *application);

/* Call this when the CPU stopped with XTENSA_HOOK.  Does a small piece of work, advances
 * cpu->cycles by at least one cycle and at most about 1,000, and leaves in pc the address
 * to go on at (in the ROM or outside). */
void rom_step(struct rom *rom);

/* True while only a byte from the host (or a reset) can make the ROM do more: the loader
 * has received nothing and waits for a frame, the application is idle, or the ROM hangs. */
bool rom_idle(const struct rom *rom);

/* The CPU cycle up to which only an interrupt or an event of the UART can make the ROM do
 * more, so that the caller may skip this time.  0 if the ROM has work to do. */
uint64_t rom_asleep_until(const struct rom *rom);

/* True if the chip has booted from flash and the (modelled) application runs.  The
 * application prints ROM_APPLICATION_LINE every second and ignores its input. */
bool rom_application_runs(const struct rom *rom);
#define ROM_APPLICATION_LINE "esputils virtual application\r\n"

/* Not NULL if the program called an address that is not simulated, or if no handler took an
 * exception.  The text says which, and the board stops. */
const char *rom_trouble(const struct rom *rom);

#endif
