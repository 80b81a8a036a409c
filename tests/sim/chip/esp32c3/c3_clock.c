/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks of the virtual ESP32-C3, and what counts them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32-C3 Technical Reference Manual ch. 6 (reset and clock) and ch. 10 (system
 * timer).  The PLL is ready at once.
 */
#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/uart/uart.h"

enum {
    MHZ = 1000000,
    APB_OF_PLL = 80 * MHZ,
    RC_FAST = 17500000,
    RC_FAST_DIVIDED = RC_FAST / 256,
    CRYSTAL_32K = 32768,
    FROM_CRYSTAL = 0,
    FROM_PLL = 1,
    CALI_CLK_SEL_SHIFT = 13, /* TIMG_RTCCALICFG: the clock that is measured, for so many periods */
    CALI_MAX_SHIFT = 16,
    CALI_MAX_MASK = 0x7fff,
    CALI_VALUE_SHIFT = 7,
    CALI_VALID = 1,
    SYSTIMER_MHZ = 16,
};

static void choose(const struct c3 *chip, uint32_t *cpu_hz, uint32_t *apb_hz)
{
    uint32_t conf = *c3_plain(chip, SYSTEM_SYSCLK_CONF);
    uint32_t source = conf >> SOC_CLK_SEL_SHIFT & 3;

    if (source == FROM_PLL) {
        *cpu_hz = *c3_plain(chip, SYSTEM_CPU_PER_CONF) & 3 ? 160 * MHZ : 80 * MHZ;
        *apb_hz = APB_OF_PLL;
        return;
    }
    *cpu_hz = (source == FROM_CRYSTAL ? C3_CRYSTAL_HZ : RC_FAST) / ((conf & PRE_DIV_MASK) + 1);
    if (*cpu_hz < MHZ)
        *cpu_hz = MHZ; /* slower clocks are not simulated */
    *apb_hz = *cpu_hz;
}

void c3_update_clocks(struct c3 *chip)
{
    uint32_t cpu_hz, apb_hz;

    choose(chip, &cpu_hz, &apb_hz);
    chip->base_ns = c3_now_ns(chip);
    chip->base_cycles = chip->cpu.cycles;
    chip->cpu_hz = cpu_hz;
    chip->apb_hz = apb_hz;
    uart_set_clock(chip->uart, apb_hz);
    uart_set_crystal(chip->uart, C3_CRYSTAL_HZ);
    rv32_yield(&chip->cpu); /* the number of cycles until the next event has changed */
}

uint64_t c3_slow_ticks(const struct c3 *chip)
{
    return c3_now_ns(chip) / (1000000000 / C3_RTC_SLOW_HZ);
}

uint32_t c3_calibration(const struct c3 *chip, uint32_t timer_group)
{
    static const uint32_t clocks[] = {C3_RTC_SLOW_HZ, RC_FAST_DIVIDED, CRYSTAL_32K, CRYSTAL_32K};
    uint32_t conf = *c3_plain(chip, timer_group + TIMG_RTCCALICFG);
    uint64_t periods = conf >> CALI_MAX_SHIFT & CALI_MAX_MASK;
    uint64_t count = periods * C3_CRYSTAL_HZ / clocks[conf >> CALI_CLK_SEL_SHIFT & 3];

    return (uint32_t)(count << CALI_VALUE_SHIFT) | CALI_VALID;
}

void c3_systimer_latch(struct c3 *chip, uint32_t unit_op)
{
    uint64_t ticks = c3_now_ns(chip) * SYSTIMER_MHZ / 1000;
    uint32_t high = SYSTIMER_UNIT0_VALUE_HI + 2 * (unit_op - SYSTIMER_UNIT0_OP);

    *c3_plain(chip, high) = (uint32_t)(ticks >> 32) & 0xfffff;
    *c3_plain(chip, high + 4) = (uint32_t)ticks;
}
