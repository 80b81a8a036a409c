/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ROM functions as tasks: C code that gives the CPU back while it waits.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

static uint32_t resume_address(const struct rom *rom, const struct rom_task *task)
{
    return ROM_RESUME + 4 * (uint32_t)(task - rom->tasks);
}

/* Switches to rom_step().  Returns when the task is resumed. */
static void switch_to_host(struct rom *rom)
{
    rom_stack_switch(&rom->running->stack, &rom->host);
}

/* Waits with pc at the resume address of this task. */
static void wait_for_resume(struct rom *rom)
{
    if (!rom->running->abandoned)
        rom->cpu->pc = resume_address(rom, rom->running);
    switch_to_host(rom);
    rom->spent = 0;
}

/* The function that every task executes.  A context can start with int arguments only, so
 * the task finds its ROM through this pointer, which is set just before its first
 * switch. */
static struct rom *starting;

static void finish(struct rom *rom, struct rom_task *task, uint32_t result)
{
    if (!task->abandoned && task->function->kind != ROM_TASK_JUMP) {
        rom->cpu->a[2] = result;
        rom->cpu->pc = task->return_address;
    }
    task->busy = false;
}

static void task_main(void)
{
    struct rom *rom = starting;

    rom_stack_entered(&rom->host);
    for (;;) { /* the stack and the context serve one function after another */
        struct rom_task *task = rom->running;

        finish(rom, task, task->function->run(rom, task->arg));
        task->at_rest = true;
        switch_to_host(rom);
    }
}

static void enter(struct rom *rom, struct rom_task *task)
{
    rom->running = task;
    rom->spent = 0;
    rom->idle = false;
    rom_stack_switch(&rom->host, &task->stack);
    rom->running = NULL;
}

/* Some programs leave ROM functions without returning from them (they switch stacks, or
 * jump out of an interrupt).  Their tasks stay behind.  A task that lies deeper in the
 * stack than the caller can never go on. */
static struct rom_task *free_task(struct rom *rom)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < ROM_TASKS; i++)
            if (!rom->tasks[i].busy)
                return &rom->tasks[i];
        for (size_t i = 0; i < ROM_TASKS; i++)
            if (rom->tasks[i].stack_pointer < rom->cpu->a[1])
                rom->tasks[i].busy = false;
    }
    return NULL;
}

static bool prepare(struct rom *rom, struct rom_task *task)
{
    if (task->at_rest)
        return true;
    starting = rom;
    return rom_stack_prepare(&task->stack, task_main);
}

void rom_task_start(struct rom *rom, const struct rom_function *function)
{
    struct rom_task *task = free_task(rom);

    if (!task || !prepare(rom, task)) {
        rom_set_trouble(rom, "ROM functions nested too deep (%s)", function->name);
        return;
    }
    task->busy = true;
    task->abandoned = task->at_rest = false;
    task->ready = NULL;
    task->function = function;
    task->stack_pointer = rom->cpu->a[1];
    task->return_address = rom->cpu->a[0];
    for (unsigned i = 0; i < ROM_ARGS; i++)
        task->arg[i] = rom->cpu->a[2 + i];
    enter(rom, task);
}

/* Called on the stack of rom_step(), which avoids most switches. */
static bool still_waiting(struct rom *rom, struct rom_task *task)
{
    if (!task->ready)
        return false;
    rom->cpu->cycles += ROM_WAIT_CYCLES;
    rom->idle = false;
    if (task->ready(rom, task->ready_arg)) {
        task->ready = NULL;
        return false;
    }
    rom->idle = task->waits_for_host;
    rom->asleep_until = task->asleep_until;
    return true;
}

void rom_task_resume(struct rom *rom, struct rom_task *task)
{
    if (!task || !task->busy)
        rom_set_trouble(rom, "return to a ROM function that has ended");
    else if (!still_waiting(rom, task))
        enter(rom, task);
}

void rom_task_abandon_all(struct rom *rom)
{
    for (size_t i = 0; i < ROM_TASKS; i++)
        rom->tasks[i].busy = false;
    if (rom->running)
        rom->running->abandoned = true;
    rom->user_task = NULL;
}

void rom_task_free_all(struct rom *rom)
{
    for (size_t i = 0; i < ROM_TASKS; i++)
        rom_stack_free(&rom->tasks[i].stack);
}

void rom_spend(struct rom *rom, uint32_t cycles)
{
    while (cycles > 0) {
        uint32_t part = cycles < ROM_SLICE ? cycles : ROM_SLICE;

        if (!rom->running)
            part = cycles;
        rom->cpu->cycles += part;
        rom->spent += part;
        cycles -= part;
        if (rom->running && rom->spent >= ROM_SLICE)
            wait_for_resume(rom);
    }
}

static void wait_asleep(struct rom *rom, bool (*ready)(struct rom *rom, uint64_t arg),
                        uint64_t arg, bool for_host, uint64_t until)
{
    if (ready(rom, arg))
        return;
    rom->running->ready = ready;
    rom->running->ready_arg = arg;
    rom->running->waits_for_host = for_host;
    rom->running->asleep_until = until;
    rom->cpu->cycles++;
    wait_for_resume(rom);
}

void rom_wait(struct rom *rom, bool (*ready)(struct rom *rom, uint64_t arg), uint64_t arg,
              bool for_host)
{
    wait_asleep(rom, ready, arg, for_host, 0);
}

void rom_wait_event(struct rom *rom, bool (*ready)(struct rom *rom, uint64_t arg), uint64_t arg,
                    bool for_host)
{
    wait_asleep(rom, ready, arg, for_host, UINT64_MAX);
}

static bool is_later(struct rom *rom, uint64_t end)
{
    return rom->cpu->cycles >= end;
}

void rom_wait_cycles(struct rom *rom, uint64_t end, bool for_host)
{
    wait_asleep(rom, is_later, end, for_host, end);
}

static bool never(struct rom *rom, uint64_t arg)
{
    (void)rom;
    (void)arg;
    return false;
}

uint32_t rom_call(struct rom *rom, uint32_t address, uint32_t a2, uint32_t a3)
{
    struct rom_task *task = rom->running;

    rom->cpu->a[0] = resume_address(rom, task);
    rom->cpu->a[2] = a2;
    rom->cpu->a[3] = a3;
    rom->cpu->cycles++;
    if (!task->abandoned)
        rom->cpu->pc = address;
    switch_to_host(rom);
    rom->spent = 0;
    return rom->cpu->a[2];
}

void rom_call_program(struct rom *rom, uint32_t address)
{
    rom->user_task = rom->running;
    rom->program = address;
    rom->in_program = true;
    rom->cpu->a[0] = ROM_USER_RETURN;
    rom->cpu->a[2] = address;
    rom->cpu->cycles++;
    rom->cpu->pc = address;
    switch_to_host(rom);
    rom->in_program = false;
}

_Noreturn void rom_task_leave(struct rom *rom)
{
    rom->running->busy = false;
    for (;;)
        switch_to_host(rom);
}

_Noreturn void rom_hang(struct rom *rom)
{
    rom->cpu->intenable = 0;
    for (;;)
        rom_wait_event(rom, never, 0, true);
}
