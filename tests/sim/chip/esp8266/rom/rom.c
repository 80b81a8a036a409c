/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM: executes the functions at ROM addresses.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "sim/chip/esp8266/rom/rom_private.h"

enum {
    DEFAULT_CLOCK_HZ = 52000000,
    CALL_CYCLES = 8, /* call, frame and return of a small function */
};

struct rom *rom_new(struct xtensa *cpu)
{
    struct rom *rom = calloc(1, sizeof *rom);

    if (!rom)
        return NULL;
    rom->cpu = cpu;
    rom->clock_hz = DEFAULT_CLOCK_HZ;
    return rom;
}

void rom_free(struct rom *rom)
{
    if (rom)
        rom_task_free_all(rom);
    free(rom);
}

void rom_reset(struct rom *rom, unsigned reason)
{
    rom_task_abandon_all(rom);
    rom->reset_reason = reason;
    rom->idle = rom->in_program = rom->application = false;
    rom->again = rom->faulted = false;
    rom->trouble[0] = '\0';
}

void rom_set_clock(struct rom *rom, uint32_t clock_hz)
{
    rom->clock_hz = clock_hz;
}

void rom_set_application(struct rom *rom, const struct sim_application *application)
{
    rom->firmware = *application;
}

bool rom_idle(const struct rom *rom)
{
    return rom->idle;
}

uint64_t rom_asleep_until(const struct rom *rom)
{
    return rom->asleep_until;
}

bool rom_application_runs(const struct rom *rom)
{
    return rom->application;
}

const char *rom_trouble(const struct rom *rom)
{
    return rom->trouble[0] ? rom->trouble : NULL;
}

void rom_set_trouble(struct rom *rom, const char *format, ...)
{
    va_list args;

    if (rom->trouble[0])
        return; /* the first trouble says more than later ones */
    va_start(args, format);
    vsnprintf(rom->trouble, sizeof rom->trouble, format, args);
    va_end(args);
}

static void run_plain(struct rom *rom, const struct rom_function *function)
{
    struct xtensa *cpu = rom->cpu;
    uint32_t arg[ROM_ARGS], result;

    for (unsigned i = 0; i < ROM_ARGS; i++)
        arg[i] = cpu->a[2 + i];
    rom->again = rom->faulted = rom->idle = false;
    cpu->cycles += CALL_CYCLES;
    result = function->run(rom, arg);
    if (rom->again || rom->faulted || function->kind == ROM_PLAIN_JUMP)
        return;
    cpu->a[2] = result;
    cpu->pc = cpu->a[0];
}

void rom_step(struct rom *rom)
{
    uint32_t pc = rom->cpu->pc;
    const struct rom_function *function;

    rom->asleep_until = 0;
    if (pc >= ROM_RESUME && pc < ROM_RESUME + 4 * ROM_TASKS) {
        rom_task_resume(rom, &rom->tasks[(pc - ROM_RESUME) / 4]);
        return;
    }
    function = rom_find(pc);
    if (!function || !function->run) {
        rom->cpu->cycles++;
        rom_set_trouble(rom, "call of 0x%08x (%s) is not simulated (a0=0x%08x)", pc,
                        function ? function->name : "no known ROM function", rom->cpu->a[0]);
    } else if (function->kind == ROM_PLAIN || function->kind == ROM_PLAIN_JUMP) {
        run_plain(rom, function);
    } else {
        rom->cpu->cycles += CALL_CYCLES;
        rom_task_start(rom, function);
    }
}

/* Takes the exception at the start of the function.  In the real ROM, the instruction lies
 * somewhere behind that address.  The program's handler must go on from there. */
static void fault(struct rom *rom, uint32_t address, unsigned size, bool store)
{
    enum xtensa_cause cause = store ? XTENSA_STORE_PROHIBITED : XTENSA_LOAD_PROHIBITED;
    uint32_t word;

    if (rom->faulted)
        return;
    if (size < 4 && xtensa_peek(rom->cpu, address & ~3u, 4, &word))
        cause = XTENSA_LOAD_STORE_ERROR;
    else if (address % size)
        cause = XTENSA_UNALIGNED;
    if (rom->running)
        rom->cpu->pc = rom->running->function->address;
    xtensa_raise(rom->cpu, cause, address);
    if (rom->running)
        rom_task_leave(rom);
    rom->faulted = true;
}

uint32_t rom_load(struct rom *rom, uint32_t address, unsigned size)
{
    uint32_t value = 0;

    rom_spend(rom, 2);
    if (!rom->faulted && !xtensa_peek(rom->cpu, address, size, &value))
        fault(rom, address, size, false);
    return value;
}

void rom_store(struct rom *rom, uint32_t address, unsigned size, uint32_t value)
{
    rom_spend(rom, 2);
    if (!rom->faulted && !xtensa_poke(rom->cpu, address, size, value))
        fault(rom, address, size, true);
}

uint32_t rom_load32(struct rom *rom, uint32_t address)
{
    return rom_load(rom, address, 4);
}

void rom_store32(struct rom *rom, uint32_t address, uint32_t value)
{
    rom_store(rom, address, 4, value);
}

uint8_t rom_load8(struct rom *rom, uint32_t address)
{
    return (uint8_t)rom_load(rom, address, 1);
}

uint8_t rom_load_any8(struct rom *rom, uint32_t address)
{
    return (uint8_t)(rom_load32(rom, address & ~3u) >> 8 * (address & 3));
}

void rom_set_bits(struct rom *rom, uint32_t address, uint32_t clear, uint32_t set)
{
    rom_store32(rom, address, (rom_load32(rom, address) & ~clear) | set);
}
