/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32: main() as code on its own stack, and memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/rom/rom32.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/chip/esp32/rom/rom32_private.h"
#include "sim/cpu/xtensa/xtensa_abi.h"

enum {
    WAIT_CYCLES = 25, /* between two checks of a condition */
    LOAD_CYCLES = 2,
    /* PS of a program that MEM_END starts, as observed: windows on, called by callx8, user
     * vectors. */
    PROGRAM_PS = 0x60320,
    RETURN_MASK = 0x3fffffff, /* of an address to return to; above it the call's size */
};
#define RETURN_CALL8 0x80000000u

struct rom32 *rom32_new(struct esp32 *chip)
{
    struct rom32 *rom = calloc(1, sizeof *rom);

    if (rom)
        rom->chip = chip;
    return rom;
}

void rom32_free(struct rom32 *rom)
{
    if (rom) {
        rom_stack_free(&rom->main);
        rom32_inflate_free(rom);
    }
    free(rom);
}

void rom32_fill(uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[ROM32_CHIP_MAGIC - ROM32_BASE + i] = (uint8_t)(ROM32_MAGIC_VALUE >> 8 * i);
}

void rom32_reset(struct rom32 *rom)
{
    rom->chip->cpu.pc = ROM32_RESET_VECTOR;
    rom->started = rom->running = rom->idle = rom->in_program = false;
    rom->ready = NULL;
    rom->trouble[0] = '\0';
}

bool rom32_idle(const struct rom32 *rom)
{
    return rom->idle;
}

uint64_t rom32_asleep_until(const struct rom32 *rom)
{
    return rom->asleep_until;
}

const char *rom32_trouble(const struct rom32 *rom)
{
    return rom->trouble[0] ? rom->trouble : NULL;
}

void rom32_set_trouble(struct rom32 *rom, const char *format, ...)
{
    va_list args;

    if (rom->trouble[0])
        return; /* the first trouble says more than later ones */
    va_start(args, format);
    vsnprintf(rom->trouble, sizeof rom->trouble, format, args);
    va_end(args);
}

/* A context can start with int arguments only, so main() finds its ROM through this pointer,
 * which is set just before the first switch. */
static struct rom32 *starting;

static void switch_to_host(struct rom32 *rom)
{
    rom->running = false;
    rom_stack_switch(&rom->main, &rom->host);
    rom->running = true;
    rom->spent = 0;
}

static void main_on_stack(void)
{
    struct rom32 *rom = starting;

    rom_stack_entered(&rom->host);
    rom32_main(rom);
    rom32_hang(rom);
}

static void enter(struct rom32 *rom)
{
    rom->chip->cpu.pc = ROM32_MAIN;
    rom->running = true;
    rom->spent = 0;
    rom->idle = false;
    rom_stack_switch(&rom->host, &rom->main);
    rom->running = false;
}

static void start(struct rom32 *rom)
{
    starting = rom;
    rom->started = rom_stack_prepare(&rom->main, main_on_stack);
    if (rom->started)
        enter(rom);
    else
        rom32_set_trouble(rom, "out of memory");
}

/* Called on the stack of rom32_step(), which avoids most switches. */
static bool still_waiting(struct rom32 *rom)
{
    if (!rom->ready)
        return false;
    rom->chip->cpu.cycles += WAIT_CYCLES;
    rom->idle = false;
    if (rom->ready(rom, rom->ready_arg)) {
        rom->ready = NULL;
        return false;
    }
    rom->idle = rom->waits_for_host;
    rom->asleep_until = rom->wait_until;
    return true;
}

void rom32_step(struct rom32 *rom)
{
    uint32_t pc = rom->chip->cpu.pc;

    rom->asleep_until = 0;
    rom->chip->cpu.cycles++;
    if (xtensa_serve_window(&rom->chip->cpu))
        return;
    if (pc == ROM32_RESET_VECTOR) {
        start(rom);
    } else if (pc == ROM32_MAIN && rom->started) {
        rom32_serve_line(rom);
        if (!still_waiting(rom))
            enter(rom);
    } else if (pc == ROM32_USER_RETURN && rom->in_program) {
        rom->in_program = false;
        enter(rom);
    } else if (!rom32_call(rom, pc)) {
        rom32_set_trouble(rom, "call of 0x%08x in the boot ROM is not simulated (a0=0x%08x)", pc,
                          rom->chip->cpu.a[0]);
    }
}

void rom32_spend(struct rom32 *rom, uint32_t cycles)
{
    while (cycles > 0) {
        uint32_t part = cycles < ROM32_SLICE || !rom->running ? cycles : ROM32_SLICE;

        rom->chip->cpu.cycles += part;
        rom->spent += part;
        cycles -= part;
        if (rom->running && rom->spent >= ROM32_SLICE)
            switch_to_host(rom);
    }
}

/* A function that a program calls has no stack of its own: the whole time passes at
 * once. */
static void wait_asleep(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg),
                        uint64_t arg, bool for_host, uint64_t until)
{
    while (!ready(rom, arg) && !rom->running)
        rom->chip->cpu.cycles = until == UINT64_MAX ? rom->chip->cpu.cycles + WAIT_CYCLES : until;
    if (!rom->running || ready(rom, arg))
        return;
    rom->ready = ready;
    rom->ready_arg = arg;
    rom->waits_for_host = for_host;
    rom->wait_until = until;
    switch_to_host(rom);
}

void rom32_wait(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg), uint64_t arg,
                bool for_host)
{
    wait_asleep(rom, ready, arg, for_host, UINT64_MAX);
}

static bool is_later(struct rom32 *rom, uint64_t end)
{
    return rom->chip->cpu.cycles >= end;
}

void rom32_wait_cycles(struct rom32 *rom, uint64_t end, bool for_host)
{
    wait_asleep(rom, is_later, end, for_host, end);
}

static bool never(struct rom32 *rom, uint64_t arg)
{
    (void)rom;
    (void)arg;
    return false;
}

_Noreturn void rom32_hang(struct rom32 *rom)
{
    for (;;)
        rom32_wait(rom, never, 0, true);
}

/* The program sees the registers as after "callx8 entry" in main(). */
void rom32_call_program(struct rom32 *rom, uint32_t entry)
{
    struct xtensa *cpu = &rom->chip->cpu;

    rom->in_program = true;
    cpu->intenable = 0;
    cpu->ps = PROGRAM_PS;
    xtensa_set_window(cpu, 1, 2);
    cpu->a[1] = ROM32_STACK;
    cpu->a[8] = (ROM32_USER_RETURN & RETURN_MASK) | RETURN_CALL8;
    cpu->pc = entry;
    switch_to_host(rom);
}

uint32_t rom32_load(struct rom32 *rom, uint32_t address)
{
    uint32_t value = 0;

    rom32_spend(rom, LOAD_CYCLES);
    if (!xtensa_peek(&rom->chip->cpu, address, 4, &value))
        rom32_set_trouble(rom, "the boot ROM reads from 0x%08x", address);
    return value;
}

void rom32_store(struct rom32 *rom, uint32_t address, uint32_t value)
{
    rom32_spend(rom, LOAD_CYCLES);
    if (!xtensa_poke(&rom->chip->cpu, address, 4, value))
        rom32_set_trouble(rom, "the boot ROM writes to 0x%08x", address);
}

uint8_t rom32_load8(struct rom32 *rom, uint32_t address)
{
    return (uint8_t)(rom32_load(rom, address & ~3u) >> 8 * (address & 3));
}

void rom32_store8(struct rom32 *rom, uint32_t address, uint8_t value)
{
    unsigned shift = 8 * (address & 3);
    uint32_t word = rom32_load(rom, address & ~3u);

    rom32_store(rom, address & ~3u, (word & ~(0xffu << shift)) | (uint32_t)value << shift);
}

void rom32_delay_us(struct rom32 *rom, uint32_t us)
{
    uint64_t end = rom->chip->cpu.cycles + (uint64_t)us * (rom->chip->cpu_hz / 1000000);

    rom32_wait_cycles(rom, end, false);
}
