/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM: download mode, the functions that uploaded code may
 * call, and the exception vectors, answered at their ROM addresses.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * It works like software on the chip: it reads and writes the peripherals'
 * registers over the CPU's bus and spends CPU cycles, so whatever a program
 * could see of the real ROM (delays, a FIFO that its interrupt handler
 * empties, memory it uses) is to be seen here.  What it must do is taken from
 * observations of the real ROM.
 */
#ifndef SIM_CHIP_ESP8266_ROM_ROM_H
#define SIM_CHIP_ESP8266_ROM_ROM_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/cpu/lx106/lx106.h"

struct rom;

enum { ROM_BASE = 0x40000000, ROM_SIZE = 0x10000 };

struct rom *rom_new(struct lx106 *cpu);
void rom_free(struct rom *rom);

/* The chip was reset; the CPU then stands at the reset vector.  The reason (1
 * power-on, 2 the reset pin, 3 software, 4 watchdog) goes into the boot banner:
 * after 1, 2 and 4 the download strap is obeyed, otherwise flash is booted. */
void rom_reset(struct rom *rom, unsigned reason);

/* What the application writes at 115200 baud is divided from this clock: twice
 * the crystal, 52 MHz unless told otherwise. */
void rom_set_clock(struct rom *rom, uint32_t clock_hz);

/* The application then writes to the line without a pause, as in an exception loop. */
void rom_set_flood(struct rom *rom);

/* Called when the CPU stopped with LX106_HOOK: does a small piece of work,
 * advancing cpu->cycles by at least one cycle and at most about 1,000, and
 * leaves pc where to go on (in the ROM or outside). */
void rom_step(struct rom *rom);

/* True while nothing but a byte from the host (or a reset) can move it on: the
 * loader waits for a frame with nothing received, the application sits idle,
 * the ROM hangs. */
bool rom_idle(const struct rom *rom);

/* Up to which CPU cycle nothing but an interrupt or an event of the UART can move it
 * on, so that time may be skipped; 0 when it has something to do. */
uint64_t rom_asleep_until(const struct rom *rom);

/* True when the chip has booted from flash and the (modelled) application
 * runs: it prints ROM_APPLICATION_LINE every second and ignores its input. */
bool rom_application_runs(const struct rom *rom);
#define ROM_APPLICATION_LINE "esputils virtual application\r\n"

/* Non-NULL when the program called an address that is not simulated, or ran
 * into an exception that nobody handles: says which; the board stops. */
const char *rom_trouble(const struct rom *rom);

#endif
