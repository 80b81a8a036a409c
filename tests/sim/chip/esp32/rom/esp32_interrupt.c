/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exception vectors of the ESP32's boot ROM, and its calls of a program's interrupt
 * handlers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp32/rom/esp32_rom_private.h"
#include "sim/cpu/lx6/lx6.h"
#include "sim/cpu/xtensa/xtensa_abi.h"

enum {
    HANDLER_CYCLES = 60, /* saving and restoring registers */
    HANDLER_STACK = 256, /* below the stack pointer of the interrupted code */
    VECTORS_END = 0x400, /* as an offset from VECBASE */
};

static void return_from_exception(struct xtensa *cpu)
{
    cpu->ps &= ~(uint32_t)XTENSA_PS_EXCM;
    cpu->pc = cpu->epc[1];
}

static void call_handler(struct rom32 *rom, struct esp32 *chip, unsigned number)
{
    struct xtensa *cpu = &chip->cpu;
    const struct rom32_handler *handler = &rom->handlers[number];
    uint32_t arguments[XTENSA_CALL_ARGUMENTS] = {handler->arg};
    uint32_t stack = (cpu->a[1] - HANDLER_STACK) & ~15u;

    if (!handler->function) {
        rom32_set_trouble(rom, "interrupt %u has no handler", number);
    } else if (!xtensa_call_program(cpu, &chip->interrupted, handler->function, arguments, stack, 1,
                                    ESP32_INTERRUPT_RETURN)) {
        rom32_set_trouble(rom, "no stack for an interrupt: a1=0x%08x", cpu->a[1]);
    }
    cpu->cycles += HANDLER_CYCLES;
}

static void serve_interrupt(struct rom32 *rom, struct esp32 *chip)
{
    struct xtensa *cpu = &chip->cpu;
    uint32_t pending = cpu->interrupt & cpu->intenable & lx6_core.level_mask[1];

    for (unsigned i = 0; i < ROM32_INTERRUPTS; i++)
        if (pending >> i & 1) {
            call_handler(rom, chip, i);
            return;
        }
    return_from_exception(cpu); /* the reason has gone away */
}

static void handler_returned(struct esp32 *chip)
{
    struct xtensa *cpu = &chip->cpu;

    xtensa_resume(cpu, &chip->interrupted);
    return_from_exception(cpu);
    cpu->cycles += HANDLER_CYCLES;
}

bool esp32_rom_serve(struct rom32 *rom, void *chip, uint32_t pc)
{
    struct xtensa *cpu = &((struct esp32 *)chip)->cpu;
    uint32_t vector = pc - cpu->vecbase;

    if (xtensa_serve_window(cpu))
        return true;
    if (pc == ESP32_INTERRUPT_RETURN) {
        handler_returned(chip);
        return true;
    }
    if (vector >= VECTORS_END)
        return false;
    if (vector == LX6_VECTOR_USER && cpu->exccause == XTENSA_LEVEL1_INTERRUPT)
        serve_interrupt(rom, chip);
    else
        rom32_set_trouble(rom, "exception %u at 0x%08x (vector 0x%03x, address 0x%08x, a0=0x%08x)",
                          cpu->exccause, cpu->epc[1], vector, cpu->excvaddr, cpu->a[0]);
    return true;
}
