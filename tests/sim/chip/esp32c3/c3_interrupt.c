/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interrupt matrix of the virtual ESP32-C3, and the CPU's interrupt controller.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual ch. 1.6 and ch. 8.  Each source leads to one of
 * the CPU's interrupts.  Of those that are active and enabled, and whose priority reaches the
 * threshold, the CPU takes the one with the highest priority.
 */
#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/uart/uart.h"
#include "sim/usb/usb_controller.h"

enum {
    CPU_INTERRUPTS = 32,
    PRIORITY_MASK = 0xf,
    FROM_CPU_SOURCES = 4,
    /* A store is on its way to the peripheral for some cycles, and the interrupt on its way back.
     * The boot ROM relies on that: it allows the UART's interrupt, and only its next instruction
     * tells the handler which UART it is.  The number is a guess. */
    STORE_CYCLES = 10,
};

/* The active sources, as INTERRUPT_STATUS_0 and _1 tell them. */
static uint64_t active_sources(const struct c3 *chip)
{
    uint64_t active = 0;

    if (uart_irq(chip->uart))
        active |= UINT64_C(1) << SOURCE_UART0;
    if (usb_serial_irq(chip->usb))
        active |= UINT64_C(1) << SOURCE_USB;
    for (unsigned i = 0; i < FROM_CPU_SOURCES; i++)
        if (*c3_plain(chip, SYSTEM_CPU_INTR_FROM_CPU_0 + 4 * i) & 1)
            active |= UINT64_C(1) << (SOURCE_FROM_CPU_0 + i);
    return active;
}

static uint32_t lines_of(const struct c3 *chip, uint64_t active)
{
    uint32_t lines = 0;

    for (unsigned source = 0; active; source++, active >>= 1)
        if (active & 1)
            lines |= 1u << *c3_plain(chip, INTERRUPT + 4 * source) % CPU_INTERRUPTS;
    return lines;
}

/* The interrupts that ask for the CPU: levels that are high, and edges that are kept. */
static uint32_t pending(const struct c3 *chip)
{
    uint32_t edges = *c3_plain(chip, CPU_INT_TYPE);

    return ((chip->interrupts.lines & ~edges) | (chip->interrupts.latched & edges)) &
           *c3_plain(chip, CPU_INT_ENABLE);
}

static unsigned highest(const struct c3 *chip)
{
    uint32_t least = *c3_plain(chip, CPU_INT_THRESH) & PRIORITY_MASK, waiting = pending(chip);
    unsigned found = 0;

    for (unsigned i = 1; i < CPU_INTERRUPTS; i++) {
        uint32_t priority = *c3_plain(chip, CPU_INT_PRI_0 + 4 * i) & PRIORITY_MASK;

        if (!(waiting >> i & 1) || priority == 0 || priority < least)
            continue;
        found = i;
        least = priority + 1; /* of two with the same priority, the lower number */
    }
    return found;
}

/* The interrupt that asks for the CPU now; 0: none. */
static unsigned asking(struct c3 *chip)
{
    uint64_t active = active_sources(chip);
    uint32_t lines = active ? lines_of(chip, active) : 0;

    chip->interrupts.latched |= lines & ~chip->interrupts.lines;
    chip->interrupts.lines = lines;
    return pending(chip) ? highest(chip) : 0;
}

static void assert_interrupt(struct c3 *chip, unsigned interrupt)
{
    if (interrupt && chip->cpu.cycles < chip->interrupts.seen_at)
        interrupt = 0;
    if (interrupt == chip->cpu.interrupt)
        return;
    chip->cpu.interrupt = interrupt;
    rv32_yield(&chip->cpu);
}

void c3_interrupts_update(struct c3 *chip)
{
    assert_interrupt(chip, asking(chip));
}

void c3_interrupts_stored(struct c3 *chip)
{
    unsigned interrupt = asking(chip);

    if (interrupt && !chip->cpu.interrupt && chip->interrupts.seen_at <= chip->cpu.cycles) {
        chip->interrupts.seen_at = chip->cpu.cycles + STORE_CYCLES;
        rv32_yield(&chip->cpu);
    }
    assert_interrupt(chip, interrupt);
}

void c3_interrupts_clear(struct c3 *chip, uint32_t bits)
{
    chip->interrupts.latched &= ~bits;
    c3_interrupts_stored(chip);
}

uint32_t c3_interrupts_load(const struct c3 *chip, uint32_t address)
{
    switch (address) {
    case INTERRUPT_STATUS_0:
        return (uint32_t)active_sources(chip);
    case INTERRUPT_STATUS_1:
        return (uint32_t)(active_sources(chip) >> 32);
    case CPU_INT_EIP_STATUS:
        return pending(chip);
    default:
        return *c3_plain(chip, address);
    }
}
