/* SPDX-License-Identifier: GPL-3.0-or-later */
/* UART0: taking it over, its interrupt, its rate.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/cpu/xtensa/vectors.h"
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

void interrupt_handler(void)
{
    uart_on_interrupt();
}

void uart_take_over(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    vectors_enable(0); /* all interrupts that the ROM left enabled */
    vectors_set();
    uart[UART_INT_ENA] = 0;
    uart[UART_CONF1] =
        FULL_THRESHOLD | TX_EMPTY_THRESHOLD << UART_TX_EMPTY_THRHD_SHIFT |
        TIMEOUT_BYTES << UART_RX_TOUT_THRHD_SHIFT | UART_RX_TOUT_EN;
    uart[UART_INT_CLR] = ~0u;
    uart[UART_INT_ENA] = UART_RX_INTS;
    registers(DPORT_BASE)[DPORT_PRO_UART_INTR_MAP] = UART_CPU_INTERRUPT;
    vectors_enable(1u << UART_CPU_INTERRUPT);
    interrupts_allow();
}

void uart_give_back(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    vectors_enable(0);
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
