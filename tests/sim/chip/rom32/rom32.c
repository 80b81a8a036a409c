/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM : functions as code on their own stacks, and memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/rom32/rom32.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/rom32/rom32_private.h"

enum {
    WAIT_CYCLES = 25, /* between two checks of a condition */
    LOAD_CYCLES = 2,
    CALL_CYCLES = 8, /* call, frame and return of a small function */
};

struct rom32 *rom32_new(const struct rom32_facts *facts, const struct rom32_machine *machine)
{
    struct rom32 *rom = calloc(1, sizeof *rom);

    if (!rom)
        return NULL;
    rom->facts = facts;
    rom->machine = *machine;
    return rom;
}

void rom32_free(struct rom32 *rom)
{
    for (unsigned i = 0; rom && i < ROM32_TASKS; i++)
        rom_stack_free(&rom->tasks[i].stack);
    if (rom) {
        rom32_inflate_free(rom);
        rom32_digest_free(rom);
        rom32_tinfl_free(rom);
    }
    free(rom);
}

void rom32_reset(struct rom32 *rom)
{
    *rom->machine.pc = rom->facts->reset_vector;
    for (unsigned i = 0; i < ROM32_TASKS; i++)
        rom->tasks[i].busy = false;
    memset(rom->handlers, 0, sizeof rom->handlers);
    rom->idle = rom->in_program = false;
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

/* A context can start with int arguments only, so a task finds its ROM through this pointer,
 * which is set just before the first switch. */
static struct rom32 *starting;

static uint32_t resume_address(const struct rom32 *rom, const struct rom32_task *task)
{
    return rom->facts->resume + 4 * (uint32_t)(task - rom->tasks);
}

/* Returns when the task is resumed. */
static void switch_to_host(struct rom32 *rom)
{
    struct rom32_task *task = rom->running;

    rom_stack_switch(&task->stack, &rom->host);
    rom->running = task;
    rom->spent = 0;
}

static void task_main(void)
{
    struct rom32 *rom = starting;
    struct rom32_task *task = rom->running;
    uint64_t result;

    rom_stack_entered(&rom->host);
    result = task->function->run(rom, task->arg);
    rom->machine.give(rom->machine.chip, result);
    task->busy = false;
    for (;;)
        switch_to_host(rom);
}

static void enter(struct rom32 *rom, struct rom32_task *task)
{
    *rom->machine.pc = resume_address(rom, task);
    rom->running = task;
    rom->spent = 0;
    rom->idle = false;
    rom_stack_switch(&rom->host, &task->stack);
    rom->running = NULL;
}

static struct rom32_task *free_task(struct rom32 *rom)
{
    for (unsigned i = 0; i < ROM32_TASKS; i++)
        if (!rom->tasks[i].busy)
            return &rom->tasks[i];
    return NULL;
}

static void start_task(struct rom32 *rom, const struct rom32_function *function,
                       const uint32_t *arg)
{
    struct rom32_task *task = free_task(rom);

    starting = rom;
    if (!task || !rom_stack_prepare(&task->stack, task_main)) {
        rom32_set_trouble(rom, "ROM functions nested too deep (%s)", function->name);
        return;
    }
    task->busy = true;
    task->ready = NULL;
    task->function = function;
    memcpy(task->arg, arg, sizeof task->arg);
    enter(rom, task);
}

void rom32_start(struct rom32 *rom, const struct rom32_function *function)
{
    uint32_t arg[ROM32_ARGS] = {0};

    for (unsigned i = 0; i < ROM32_ARGS; i++)
        arg[i] = rom->machine.argument(rom->machine.chip, i);
    if (function->waits) {
        start_task(rom, function, arg);
    } else {
        uint64_t result = function->run(rom, arg);

        *rom->machine.cycles += CALL_CYCLES;
        rom->machine.give(rom->machine.chip, result);
    }
}

/* Called on the stack of rom32_step(), which avoids most switches. */
static bool still_waiting(struct rom32 *rom, struct rom32_task *task)
{
    if (!task->ready)
        return false;
    *rom->machine.cycles += WAIT_CYCLES;
    rom->idle = false;
    if (task->ready(rom, task->ready_arg)) {
        task->ready = NULL;
        return false;
    }
    rom->idle = task->waits_for_host;
    rom->asleep_until = task->wait_until;
    return true;
}

static void resume(struct rom32 *rom, struct rom32_task *task)
{
    if (!rom->in_program)
        rom32_serve_line(rom);
    if (!task->busy)
        rom32_set_trouble(rom, "return to a ROM function that has ended");
    else if (!still_waiting(rom, task))
        enter(rom, task);
}

static const struct rom32_function *find_function(const struct rom32 *rom, uint32_t address)
{
    for (size_t i = 0; i < rom->facts->function_count; i++)
        if (rom->facts->functions[i].address == address)
            return &rom->facts->functions[i];
    return NULL;
}

/* The program's entry function has returned to main(). */
static void program_returned(struct rom32 *rom)
{
    rom->in_program = false;
    enter(rom, &rom->tasks[0]);
}

void rom32_step(struct rom32 *rom)
{
    static const struct rom32_function reset = {.waits = true, .name = "reset", .run = rom32_main};
    static const uint32_t no_args[ROM32_ARGS];
    uint32_t pc = *rom->machine.pc;
    const struct rom32_function *function;

    rom->asleep_until = 0;
    (*rom->machine.cycles)++;
    rom->idle = false;
    if (rom->machine.serve(rom, rom->machine.chip, pc))
        return;
    if (pc >= rom->facts->resume && pc < rom->facts->resume + 4 * ROM32_TASKS) {
        resume(rom, &rom->tasks[(pc - rom->facts->resume) / 4]);
    } else if (pc == rom->facts->reset_vector) {
        start_task(rom, &reset, no_args);
    } else if (pc == rom->facts->program_return && rom->in_program) {
        program_returned(rom);
    } else if ((function = find_function(rom, pc)) != NULL && function->run) {
        rom32_start(rom, function);
    } else {
        rom32_set_trouble(rom, "call of 0x%08x (%s) is not simulated (return address 0x%08x)", pc,
                          function ? function->name : "no known ROM function",
                          rom->machine.link(rom->machine.chip));
    }
}

void rom32_spend(struct rom32 *rom, uint32_t cycles)
{
    while (cycles > 0) {
        uint32_t part = cycles < ROM32_SLICE || !rom->running ? cycles : ROM32_SLICE;

        *rom->machine.cycles += part;
        rom->spent += part;
        cycles -= part;
        if (rom->running && rom->spent >= ROM32_SLICE)
            switch_to_host(rom);
    }
}

/* A function that is no task has no stack of its own: the whole time passes at once. */
static void wait_asleep(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg),
                        uint64_t arg, bool for_host, uint64_t until)
{
    struct rom32_task *task = rom->running;

    while (!ready(rom, arg) && !task)
        *rom->machine.cycles = until == UINT64_MAX ? *rom->machine.cycles + WAIT_CYCLES : until;
    if (!task || ready(rom, arg))
        return;
    task->ready = ready;
    task->ready_arg = arg;
    task->waits_for_host = for_host;
    task->wait_until = until;
    switch_to_host(rom);
}

void rom32_wait(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg), uint64_t arg,
                bool for_host)
{
    wait_asleep(rom, ready, arg, for_host, UINT64_MAX);
}

void rom32_wait_until(struct rom32 *rom, bool (*ready)(struct rom32 *rom, uint64_t arg),
                      uint64_t end)
{
    wait_asleep(rom, ready, end, false, end);
}

static bool is_later(struct rom32 *rom, uint64_t end)
{
    return *rom->machine.cycles >= end;
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

void rom32_call_program(struct rom32 *rom, uint32_t entry)
{
    rom->in_program = true;
    rom->machine.enter_program(rom, rom->machine.chip);
    *rom->machine.pc = entry;
    switch_to_host(rom);
}

static _Noreturn void panic(struct rom32 *rom)
{
    if (rom->facts->loader.panics)
        rom32_print(rom, "Guru Meditation Error: Core 0 panic'ed (Load access fault)\n");
    rom32_hang(rom);
}

/* Where there is nothing, the loader is stuck: an exception ends it.  A program that passes
 * such an address to a function is in trouble. */
static void refuse(struct rom32 *rom, const char *does, uint32_t address)
{
    if (rom->in_program)
        rom32_set_trouble(rom, "a function of the boot ROM %s 0x%08x", does, address);
    else if (rom->running)
        panic(rom);
}

uint32_t rom32_load(struct rom32 *rom, uint32_t address)
{
    uint32_t value = 0;

    rom32_spend(rom, LOAD_CYCLES);
    if (!rom->machine.peek(rom->machine.chip, address, &value))
        refuse(rom, "reads from", address);
    return value;
}

void rom32_store(struct rom32 *rom, uint32_t address, uint32_t value)
{
    rom32_spend(rom, LOAD_CYCLES);
    if (!rom->machine.poke(rom->machine.chip, address, value))
        refuse(rom, "writes to", address);
}

/* Memory that takes only words is read and written by words. */
uint8_t rom32_peek8(struct rom32 *rom, uint32_t address)
{
    uint32_t value = 0;

    if (!rom->machine.peek(rom->machine.chip, address & ~3u, &value))
        refuse(rom, "reads from", address);
    return (uint8_t)(value >> 8 * (address & 3));
}

void rom32_poke8(struct rom32 *rom, uint32_t address, uint8_t value)
{
    void *chip = rom->machine.chip;
    unsigned shift = 8 * (address & 3);
    uint32_t word = 0;

    if (!rom->machine.peek(chip, address & ~3u, &word) ||
        !rom->machine.poke(chip, address & ~3u,
                           (word & ~(0xffu << shift)) | (uint32_t)value << shift))
        refuse(rom, "writes to", address);
}

uint8_t rom32_load8(struct rom32 *rom, uint32_t address)
{
    rom32_spend(rom, LOAD_CYCLES);
    return rom32_peek8(rom, address);
}

void rom32_store8(struct rom32 *rom, uint32_t address, uint8_t value)
{
    rom32_spend(rom, LOAD_CYCLES);
    rom32_poke8(rom, address, value);
}

void rom32_delay_us(struct rom32 *rom, uint32_t us)
{
    uint64_t end = *rom->machine.cycles + (uint64_t)us * (*rom->machine.cpu_hz / 1000000);

    rom32_wait_cycles(rom, end, false);
}
