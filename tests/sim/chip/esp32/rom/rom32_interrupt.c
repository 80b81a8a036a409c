/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exception vectors of the ESP32's boot ROM, and its calls of a program's interrupt
 * handlers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/rom/rom32_private.h"
#include "sim/cpu/lx6/lx6.h"

enum {
    HANDLER_CYCLES = 60, /* saving and restoring registers */
    HANDLER_STACK = 256, /* below the stack pointer of the interrupted code */
    VECTORS_END = 0x400, /* as an offset from VECBASE */
};

void rom32_attach_interrupt(struct rom32 *rom, uint32_t number, uint32_t function, uint32_t arg)
{
    rom->handlers[number % ROM32_INTERRUPTS] = (struct rom32_handler){function, arg};
}

static void return_from_exception(struct xtensa *cpu)
{
    cpu->ps &= ~(uint32_t)XTENSA_PS_EXCM;
    cpu->pc = cpu->epc[1];
}

static void call_handler(struct rom32 *rom, unsigned number)
{
    struct xtensa *cpu = &rom->chip->cpu;
    const struct rom32_handler *handler = &rom->handlers[number];
    uint32_t arguments[XTENSA_CALL_ARGUMENTS] = {handler->arg};
    uint32_t stack = (cpu->a[1] - HANDLER_STACK) & ~15u;

    if (!handler->function) {
        rom32_set_trouble(rom, "interrupt %u has no handler", number);
    } else if (!xtensa_call_program(cpu, &rom->interrupted, handler->function, arguments, stack, 1,
                                    ROM32_INTERRUPT_RETURN)) {
        rom32_set_trouble(rom, "no stack for an interrupt: a1=0x%08x", cpu->a[1]);
    }
    cpu->cycles += HANDLER_CYCLES;
}

static void serve_interrupt(struct rom32 *rom)
{
    struct xtensa *cpu = &rom->chip->cpu;
    uint32_t pending = cpu->interrupt & cpu->intenable & lx6_core.level_mask[1];

    for (unsigned i = 0; i < ROM32_INTERRUPTS; i++)
        if (pending >> i & 1) {
            call_handler(rom, i);
            return;
        }
    return_from_exception(cpu); /* the reason has gone away */
}

static void handler_returned(struct rom32 *rom)
{
    struct xtensa *cpu = &rom->chip->cpu;

    xtensa_resume(cpu, &rom->interrupted);
    return_from_exception(cpu);
    cpu->cycles += HANDLER_CYCLES;
}

bool rom32_serve_vector(struct rom32 *rom, uint32_t pc)
{
    const struct xtensa *cpu = &rom->chip->cpu;
    uint32_t vector = pc - cpu->vecbase;

    if (pc == ROM32_INTERRUPT_RETURN) {
        handler_returned(rom);
        return true;
    }
    if (vector >= VECTORS_END)
        return false;
    if (vector == LX6_VECTOR_USER && cpu->exccause == XTENSA_LEVEL1_INTERRUPT)
        serve_interrupt(rom);
    else
        rom32_set_trouble(rom, "exception %u at 0x%08x (vector 0x%03x, address 0x%08x, a0=0x%08x)",
                          cpu->exccause, cpu->epc[1], vector, cpu->excvaddr, cpu->a[0]);
    return true;
}
