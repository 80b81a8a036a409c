/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: taking it over, its interrupt, its rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"
#include "stub/cpu/riscv/machine.h"
#include "stub/soc/common/uart0.h"
#include "stub/soc/esp32c3/esp32c3_registers.h"

enum {
    TX_EMPTY_THRESHOLD = 32,
    FULL_THRESHOLD = 32,
    TIMEOUT_BITS = 2 * 10, /* two bytes */
    DIVISOR_MAX = 0xffff,  /* 12 bits and 4 bits of sixteenths */
};

uint32_t chip_uart_received(void)
{
    return registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK;
}

__attribute__((interrupt("machine"))) void interrupt_handler(void)
{
    uart_on_interrupt();
}

/* All interrupts that the ROM left enabled are disabled. */
static void route_interrupt(void)
{
    volatile uint32_t *matrix = registers(INTERRUPT_BASE);

    interrupts_set_vectors();
    matrix[UART_INTR_MAP] = UART_CPU_INTERRUPT;
    matrix[CPU_INT_TYPE] &= ~(1u << UART_CPU_INTERRUPT); /* it follows its line */
    matrix[CPU_INT_PRI_0 + UART_CPU_INTERRUPT] = UART_PRIORITY;
    matrix[CPU_INT_THRESH] = UART_PRIORITY;
    matrix[CPU_INT_CLEAR] = 1u << UART_CPU_INTERRUPT;
    matrix[CPU_INT_CLEAR] = 0;
    matrix[CPU_INT_ENABLE] = 1u << UART_CPU_INTERRUPT;
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    registers(INTERRUPT_BASE)[CPU_INT_ENABLE] = 0;
    uart[UART_INT_ENA] = 0;
    uart[UART_MEM_CONF] = (uart[UART_MEM_CONF] & ~UART_RX_TOUT_THRHD_MASK) |
                          TIMEOUT_BITS << UART_RX_TOUT_THRHD_SHIFT;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = UART_RX_INTS;
    route_interrupt();
    interrupts_allow();
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    interrupts_mask();
    registers(INTERRUPT_BASE)[CPU_INT_ENABLE] = 0;
    uart[UART_INT_ENA] = 0;
    uart[UART_INT_CLR] = ~0u;
}

/* In sixteenths, of both divisors together. */
uint32_t chip_uart_divisor(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t divisor = uart[UART_CLKDIV];
    uint32_t before = uart[UART_CLK_CONF] >> UART_SCLK_DIV_NUM_SHIFT & 0xff;

    return ((divisor & UART_CLKDIV_MASK) << 4 | (divisor >> UART_CLKDIV_FRAG_SHIFT & 15)) *
           (before + 1);
}

/* The first divisor divides only for the slowest rates, which the second cannot reach. */
void chip_uart_set_divisor(uint32_t divisor)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t before = divisor / (DIVISOR_MAX + 1);
    uint32_t rest = divisor / (before + 1);

    uart[UART_CLK_CONF] = (uart[UART_CLK_CONF] & ~UART_SCLK_DIV_NUM_MASK) |
                          (before << UART_SCLK_DIV_NUM_SHIFT & UART_SCLK_DIV_NUM_MASK);
    uart[UART_CLKDIV] = rest >> 4 | (rest & 15) << UART_CLKDIV_FRAG_SHIFT;
}
