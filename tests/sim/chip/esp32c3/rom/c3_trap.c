/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trap vectors of the ESP32-C3's boot ROM, its calls of a program's interrupt handlers, and
 * the entry of a program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/rom/c3_rom_private.h"

enum {
    RA = 1,
    SP = 2,
    A0 = 10,
    HANDLER_CYCLES = 60,  /* saving and restoring registers */
    HANDLER_STACK = 256,  /* below the stack pointer of the interrupted code */
    STACK = 0x3fcde710,   /* sp of a program that MEM_END starts */
};

/* As observed: mstatus is 0x1888, but no interrupt is enabled. */
void c3_rom_enter_program(struct rom32 *rom, void *chip)
{
    struct rv32 *cpu = &((struct c3 *)chip)->cpu;

    rom32_store(rom, CPU_INT_PRI_0 + 4 * ROM32_INTERRUPT, 1);
    rom32_store(rom, CPU_INT_THRESH, 1);
    rom32_store(rom, CPU_INT_ENABLE, 0);
    cpu->mtvec = C3_VECTORS;
    cpu->mstatus |= RV32_MSTATUS_MIE | RV32_MSTATUS_MPIE;
    cpu->x[RA] = C3_PROGRAM_RETURN;
    cpu->x[SP] = STACK;
}

static void call_handler(struct rom32 *rom, struct c3 *chip, unsigned number)
{
    const struct rom32_handler *handler = &rom->handlers[number % ROM32_INTERRUPTS];
    struct rv32 *cpu = &chip->cpu;

    if (!handler->function) {
        rom32_set_trouble(rom, "interrupt %u has no handler", number);
        return;
    }
    memcpy(chip->interrupted.x, cpu->x, sizeof cpu->x);
    chip->interrupted.pc = cpu->mepc;
    cpu->x[RA] = C3_INTERRUPT_RETURN;
    cpu->x[SP] = (cpu->x[SP] - HANDLER_STACK) & ~15u;
    cpu->x[A0] = handler->arg;
    cpu->pc = handler->function;
    cpu->cycles += HANDLER_CYCLES;
}

static void handler_returned(struct c3 *chip)
{
    struct rv32 *cpu = &chip->cpu;

    memcpy(cpu->x, chip->interrupted.x, sizeof cpu->x);
    cpu->pc = chip->interrupted.pc;
    cpu->mstatus |= RV32_MSTATUS_MIE | RV32_MSTATUS_MPIE;
    cpu->cycles += HANDLER_CYCLES;
}

bool c3_rom_serve(struct rom32 *rom, void *chip, uint32_t pc)
{
    const struct rv32 *cpu = &((struct c3 *)chip)->cpu;

    if (pc == C3_INTERRUPT_RETURN) {
        handler_returned(chip);
        return true;
    }
    if (pc < C3_VECTORS || pc >= C3_VECTORS_END)
        return false;
    if (cpu->mcause & RV32_CAUSE_INTERRUPT)
        call_handler(rom, chip, (pc - C3_VECTORS) / 4);
    else
        rom32_set_trouble(rom, "exception %u at 0x%08x (address 0x%08x, ra=0x%08x)", cpu->mcause,
                          cpu->mepc, cpu->mtval, cpu->x[RA]);
    return true;
}
