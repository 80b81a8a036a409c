/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a line rate, before the stub is loaded.  The ROM's loader has no command to
 * change its rate.  So this program changes the rate, and goes back to the loader.  The new
 * rate stays only if both ends have understood each other at that rate.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If bytes are missing or wrong, the trial ends at the old rate.
 */
#include "stub/trial_exchange.h"

#include "stub/cpu/xtensa/ccount.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"

#define uart_div_modify ROM_FUNCTION(0x400039d8, void, uint32_t, uint32_t)

/* The host fills these in. */
volatile const struct esp_trial trial_parameters
    __attribute__((section(".parameters,\"aw\",@progbits#"), used)) = {0};

void trial_run(void) __attribute__((used, externally_visible));

static int32_t receive(const struct clock *clock)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    while ((uart[UART_STATUS] & UART_FIFO_COUNT_MASK) == 0) {
        if (ccount() - clock->start >= clock->limit)
            return -1;
        registers(PERIPHERALS_BASE)[WDT_FEED] = WDT_FEED_WORD;
    }
    return (int32_t)(uart[UART_FIFO] & 0xff);
}

static volatile uint32_t *send_fifo(void)
{
    return &registers(UART0_BASE)[UART_FIFO];
}

/* When the FIFO is empty, the last byte is still on the line. */
static void drain(uint32_t divisor)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t start;

    while ((uart[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT & UART_FIFO_COUNT_MASK) != 0)
        continue;
    start = ccount();
    while (ccount() - start < 11 * divisor)
        continue;
}

void trial_run(void)
{
    const volatile struct esp_trial *given = &trial_parameters;
    uint32_t before = registers(UART0_BASE)[UART_CLKDIV] & UART_CLKDIV_MASK;
    uint32_t divisor = given->divisor;
    struct clock clock = {.limit = given->limit};

    /* An earlier program may have doubled the CPU's clock, and a reset may keep that. */
    *registers(CPU_CLOCK) &= ~(uint32_t)CPU_CLOCK_X2;
    /* UART1 shares the interrupt that the loader unmasks, and the loader does not handle
     * UART1. */
    registers(UART1_BASE)[UART_INT_ENA] = 0;
    drain(before); /* the answer to MEM_END */
    uart_div_modify(0, divisor);
    clock.start = ccount();
    if (exchange(&clock))
        return;
    drain(divisor);
    uart_div_modify(0, before); /* empties the FIFOs, too */
}
