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

#include "stub/soc/esp32c3/esp32c3_counter.h"
#include "stub/soc/esp32c3/esp32c3_registers.h"

enum {
    CRYSTAL_CYCLES_MS = 40000, /* all crystals have 40 MHz */
    SENT_MS = 150,             /* a full FIFO at 9600 baud takes 134 ms */
};

/* The host fills these in.  The divisor is as in UART_CLKDIV, the limit in periods of the
 * crystal, which is the UART's clock. */
volatile const struct esp_trial trial_parameters
    __attribute__((section(".parameters,\"aw\",@progbits#"), used)) = {0};

void trial_run(void) __attribute__((used, externally_visible));

/* The CPU's cycles in so many periods of the crystal.  The ROM may have the CPU run by the PLL or
 * by the crystal, divided. */
static uint32_t cpu_cycles_of(uint32_t periods)
{
    volatile uint32_t *system = registers(SYSTEM_BASE);
    uint32_t source = system[SYSTEM_SYSCLK_CONF];

    if (source >> SOC_CLK_SEL_SHIFT & CLOCK_PLL)
        return periods << (system[SYSTEM_CPU_PER_CONF] & CPU_160_MHZ ? 2 : 1);
    return periods / ((source & PRE_DIV_MASK) + 1);
}

static uint32_t received(void)
{
    return registers(UART0_BASE)[UART_STATUS] & UART_FIFO_COUNT_MASK;
}

static int32_t receive(const struct clock *clock)
{
    while (received() == 0)
        if (counter_cycles() - clock->start >= clock->limit)
            return -1;
    return (int32_t)(registers(UART0_BASE)[UART_FIFO] & 0xff);
}

static volatile uint32_t *send_fifo(void)
{
    return &registers(UART_SEND_BASE)[UART_FIFO];
}

static bool sending(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    return (uart[UART_STATUS] >> UART_TXFIFO_CNT_SHIFT & UART_FIFO_COUNT_MASK) != 0 ||
           (uart[UART_FSM_STATUS] & UART_ST_UTX_OUT) != 0;
}

/* Waits until everything is sent, and changes the rate. */
static void set_divisor(uint32_t divisor)
{
    uint32_t start = counter_cycles(), most = cpu_cycles_of(SENT_MS * CRYSTAL_CYCLES_MS);

    while (sending() && counter_cycles() - start < most)
        continue;
    registers(UART0_BASE)[UART_CLKDIV] = divisor;
}

/* Discards what came in at a rate that is left. */
static void empty_fifo(void)
{
    while (received() != 0)
        (void)registers(UART0_BASE)[UART_FIFO];
}

void trial_run(void)
{
    const volatile struct esp_trial *given = &trial_parameters;
    uint32_t before = registers(UART0_BASE)[UART_CLKDIV];
    struct clock clock = {.limit = cpu_cycles_of(given->limit)};

    counter_start();
    set_divisor(given->divisor);
    clock.start = counter_cycles();
    if (exchange(&clock))
        return;
    set_divisor(before);
    empty_fifo();
}
