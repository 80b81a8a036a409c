/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's clocks: crystal, PLL, CPU.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The chip's crystals all have 40 MHz.  The ROM starts the PLL, for USB; Espressif's stubs
 * select it in the same way (esp-stub-lib, clock.c), without a change of the core voltage.
 */
#include "stub/soc/esp32c3/esp32c3_clock.h"

#include <stdbool.h>

#include "stub/chip.h"
#include "stub/soc/esp32c3/esp32c3_counter.h"
#include "stub/soc/esp32c3/esp32c3_registers.h"

enum {
    SWITCH_POLLS = 1000,
    MEASURE_TICKS = 1600, /* of 16 MHz: 100 us */
    PLL_CYCLES = MEASURE_TICKS * 5, /* of 80 MHz in that time */
    TOLERANCE = PLL_CYCLES / 32,
    POLLS_MAX = 100000, /* of the counter; each takes some 10 cycles */
    CRYSTAL_SHIFT = 1,    /* 80 MHz is twice the crystal's clock */
};

uint32_t chip_cpu_cycles(void)
{
    return counter_cycles();
}

/* ---- measuring ---- */

/* False if the counter does not answer. */
static bool ticks(uint32_t *now)
{
    volatile uint32_t *timer = registers(SYSTIMER_BASE);

    timer[SYSTIMER_UNIT0_OP] = SYSTIMER_UPDATE;
    for (uint32_t i = 0; i < SWITCH_POLLS; i++)
        if (timer[SYSTIMER_UNIT0_OP] & SYSTIMER_VALID) {
            *now = timer[SYSTIMER_UNIT0_VALUE_LO];
            return true;
        }
    return false;
}

/* CPU cycles in MEASURE_TICKS; 0 if the counter does not run. */
static uint32_t measure(void)
{
    uint32_t first, now, start = chip_cpu_cycles();

    if (!ticks(&first))
        return 0;
    for (uint32_t i = 0; i < POLLS_MAX && ticks(&now); i++)
        if (now - first >= MEASURE_TICKS)
            return (chip_cpu_cycles() - start) * MEASURE_TICKS / (now - first);
    return 0;
}

/* ---- the PLL ---- */

static void select_source(uint32_t source)
{
    volatile uint32_t *system = registers(SYSTEM_BASE);

    system[SYSTEM_SYSCLK_CONF] =
        (system[SYSTEM_SYSCLK_CONF] & ~(uint32_t)(SOC_CLK_SEL_MASK | PRE_DIV_MASK)) |
        source << SOC_CLK_SEL_SHIFT;
    for (uint32_t i = 0; i < SWITCH_POLLS; i++)
        (void)system[SYSTEM_SYSCLK_CONF];
}

static void set_cpu(uint32_t period)
{
    volatile uint32_t *system = registers(SYSTEM_BASE);

    system[SYSTEM_CPU_PER_CONF] =
        (system[SYSTEM_CPU_PER_CONF] & ~(uint32_t)CPU_PERIOD_MASK) | PLL_480_MHZ | period;
}

/* A UART that has the bus's clock would get another rate. */
static bool uart_has_crystal(void)
{
    return (registers(UART0_BASE)[UART_CLK_CONF] >> UART_SCLK_SEL_SHIFT & 3) ==
           UART_SCLK_SEL_CRYSTAL;
}

static bool pll_is_on(void)
{
    return (registers(RTC_CNTL_BASE)[RTC_CNTL_OPTIONS0] & RTC_PLL_FORCE_PD) == 0;
}

static bool pll_on;

void clock_take_over(void)
{
    uint32_t measured;

    counter_start();
    if (!uart_has_crystal() || !pll_is_on())
        return;
    select_source(CLOCK_CRYSTAL); /* without a divisor */
    if (measure() == 0)
        return;
    set_cpu(CPU_80_MHZ);
    select_source(CLOCK_PLL);
    measured = measure();
    pll_on = measured > PLL_CYCLES - TOLERANCE && measured < PLL_CYCLES + TOLERANCE;
    if (!pll_on)
        select_source(CLOCK_CRYSTAL);
}

void clock_give_back(void)
{
    if (pll_on)
        select_source(CLOCK_CRYSTAL);
}

/* ---- the CPU ---- */

static struct {
    uint32_t cycles;  /* of the crystal, counted so far */
    uint32_t counter; /* the CPU's counter up to which they are counted */
    uint32_t doubled; /* 1 if the CPU's clock is doubled, else 0 */
} bus;

uint32_t chip_cycles(void)
{
    uint32_t shift = pll_on ? CRYSTAL_SHIFT + bus.doubled : 0;
    uint32_t passed = (chip_cpu_cycles() - bus.counter) >> shift;

    bus.counter += passed << shift;
    return bus.cycles += passed;
}

uint32_t chip_speed(void)
{
    return pll_on ? 2 : 1;
}

/* Without the PLL, the CPU stays as it is. */
void chip_double_clock(bool twice)
{
    if (!pll_on)
        return;
    chip_cycles();
    set_cpu(twice ? CPU_160_MHZ : CPU_80_MHZ);
    bus.doubled = twice;
}
