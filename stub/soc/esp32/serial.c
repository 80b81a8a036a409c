/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: taking it over, its rate, the CPU's vectors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/soc/esp32/esp32_serial.h"

#include "stub/chip.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/soc/common/uart0.h"
#include "stub/soc/esp32/esp32_fifo.h"
#include "stub/soc/esp32/esp32_registers.h"

enum {
    TX_EMPTY_THRESHOLD = 32,
    FULL_THRESHOLD = 32,
    TIMEOUT_BYTES = 2,
};

uint32_t chip_uart_received(void)
{
    return uart_received();
}

/* ---- the CPU's vectors ---- */

enum {
    VECTORS_SIZE = 0x400, /* also their alignment */
    VECTOR_STEP = 0x40,
    VECTOR_LEVEL3 = 0x1c0, /* core-isa.h of the ESP32: XCHAL_INTLEVEL3_VECOFS */
    J = 0x06,              /* the jump's opcode; bits 23:6 are the distance */
};

/* The stub's vectors.  Each has a jump only. */
static uint32_t vectors[VECTORS_SIZE / 4] __attribute__((section(".vectors"),
                                                         aligned(VECTORS_SIZE)));

/* The distance counts from the fourth byte on. */
static void set_vector(uint32_t offset, const uint32_t *target)
{
    uint32_t *vector = vectors + offset / 4;
    uint32_t distance = (uint32_t)target - ((uint32_t)vector + 4);

    *vector = (distance & 0x3ffff) << 6 | J;
}

static void set_vectors(void)
{
    for (uint32_t offset = 0; offset < VECTORS_SIZE; offset += VECTOR_STEP)
        set_vector(offset, interrupt_other);
    set_vector(VECTOR_LEVEL3, interrupt_uart);
    __asm__ volatile("memw\n\tisync\n\twsr %0, vecbase\n\trsync" : : "a"(vectors) : "memory");
}

static void enable_interrupts(uint32_t bits)
{
    __asm__ volatile("wsr %0, intenable\n\trsync" : : "a"(bits) : "memory");
}

/* The assembler knows no loop registers.  A count that is left from the ROM would make the
 * CPU jump at some address. */
static void end_loops(void)
{
    __asm__ volatile("movi a2, 0\n\t"
                     ".byte 0x20, 0x02, 0x13\n\t" /* wsr a2, lcount */
                     "isync" : : : "a2", "memory");
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    enable_interrupts(0); /* all interrupts that the ROM left enabled */
    end_loops();
    set_vectors();
    uart[UART_INT_ENA] = 0;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT |
        TIMEOUT_BYTES << UART_RX_TOUT_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = UART_RX_INTS;
    registers(DPORT_BASE)[DPORT_PRO_UART_INTR_MAP] = UART_CPU_INTERRUPT;
    enable_interrupts(1u << UART_CPU_INTERRUPT);
    interrupts_allow();
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    enable_interrupts(0);
    uart[UART_INT_ENA] = 0;
    uart[UART_INT_CLR] = ~0u;
}

/* In sixteenths.  The register has the whole divisor in its low bits and the sixteenths
 * above. */
uint32_t chip_uart_divisor(void)
{
    uint32_t divisor = registers(UART0_BASE)[UART_CLKDIV];

    return (divisor & UART_CLKDIV_MASK) << 4 | (divisor >> UART_CLKDIV_FRAG_SHIFT & 15);
}

void chip_uart_set_divisor(uint32_t divisor)
{
    registers(UART0_BASE)[UART_CLKDIV] =
        divisor >> 4 | (divisor & 15) << UART_CLKDIV_FRAG_SHIFT;
}
