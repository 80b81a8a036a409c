/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trial of a line rate, before the stub is loaded.  The ROM's loader has a command to
 * change its rate, but if the new rate does not work, the loader stays at that rate, and only
 * a reset helps.  So this program changes the rate, and goes back to the loader.  The new rate
 * stays only if both ends have understood each other at that rate.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * If bytes are missing or wrong, the trial ends at the old rate.
 */
#include "stub/trial_exchange.h"

#include "stub/cpu/xtensa/ccount.h"
#include "stub/soc/esp32/esp32_fifo.h"
#include "stub/soc/esp32/esp32_registers.h"

enum { SENT_CYCLES = 12000000 }; /* a full FIFO at 9600 baud takes 134 ms; with the PLL 80 MHz */

/* The host fills these in.  The divisor is as in UART_CLKDIV. */
volatile const struct esp_trial trial_parameters
    __attribute__((section(".parameters,\"aw\",@progbits#"), used)) = {0};

void trial_run(void) __attribute__((used, externally_visible));

static int32_t receive(const struct clock *clock)
{
    while (uart_received() == 0)
        if (ccount() - clock->start >= clock->limit)
            return -1;
    return (int32_t)(registers(UART0_BASE)[UART_FIFO] & 0xff);
}

static volatile uint32_t *send_fifo(void)
{
    return &registers(UART0_AHB_BASE)[UART_FIFO];
}

/* Waits until everything is sent, and changes the rate. */
static void set_divisor(uint32_t divisor)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t start = ccount();

    while ((uart[UART_STATUS] & UART_TX_BUSY) != 0 && ccount() - start < SENT_CYCLES)
        continue;
    uart[UART_CLKDIV] = divisor;
}

/* Discards what came in at a rate that is left.  A reset of the FIFO would reset other UARTs'
 * FIFOs, too (ESP-IDF, uart_ll_rxfifo_rst), and leave its places wrong. */
static void empty_fifo(void)
{
    while (uart_received() != 0)
        (void)registers(UART0_BASE)[UART_FIFO];
}

void trial_run(void)
{
    const volatile struct esp_trial *given = &trial_parameters;
    uint32_t before = registers(UART0_BASE)[UART_CLKDIV];
    struct clock clock = {.limit = given->limit};

    set_divisor(given->divisor);
    clock.start = ccount();
    if (exchange(&clock))
        return;
    set_divisor(before);
    empty_fifo();
}
