/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clocks of the virtual ESP32.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32 Technical Reference Manual ch. 3 (clock).  The PLL is ready at once, and
 * gives 320 or 480 MHz as CPUPERIOD_SEL needs.
 */
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/esp32_soc.h"
#include "sim/uart/uart.h"

enum {
    MHZ = 1000000,
    APB_OF_PLL = 80 * MHZ,
    RC_FAST = 17 * MHZ / 2,
    FROM_CRYSTAL = 0,
    FROM_PLL = 1,
    PRE_DIV_MASK = 0x3ff,
    /* The calibration counts the crystal during this many periods of the 8 MHz clock / 256,
     * as the ROM computes it: crystal = count * 15625 * CK8M_FREQ / 40. */
    CALIBRATION_FACTOR = 15625,
    CALIBRATION_DIVISOR = 40,
};

static uint32_t plain(const struct esp32 *chip, uint32_t address)
{
    return chip->plain[(address - DPORT_BASE) / 4];
}

static void choose(const struct esp32 *chip, uint32_t *cpu_hz, uint32_t *apb_hz)
{
    static const uint32_t by_pll[] = {80 * MHZ, 160 * MHZ, 240 * MHZ, 240 * MHZ};
    uint32_t source = plain(chip, RTC_CNTL_CLK_CONF) >> SOC_CLK_SEL_SHIFT & 3;

    if (source == FROM_PLL) {
        *cpu_hz = by_pll[plain(chip, DPORT_CPU_PER_CONF) & 3];
        *apb_hz = APB_OF_PLL;
        return;
    }
    *cpu_hz = source == FROM_CRYSTAL ? chip->config.crystal_hz : RC_FAST;
    *cpu_hz /= (plain(chip, APB_CTRL_SYSCLK_CONF) & PRE_DIV_MASK) + 1;
    if (*cpu_hz < MHZ)
        *cpu_hz = MHZ; /* slower clocks are not simulated */
    *apb_hz = *cpu_hz;
}

void esp32_update_clocks(struct esp32 *chip)
{
    uint32_t cpu_hz, apb_hz;

    choose(chip, &cpu_hz, &apb_hz);
    chip->base_ns = esp32_now_ns(chip);
    chip->base_cycles = chip->cpu.cycles;
    chip->cpu_hz = cpu_hz;
    chip->apb_hz = apb_hz;
    uart_set_clock(chip->uart, apb_hz);
    xtensa_yield(&chip->cpu); /* the number of cycles until the next event has changed */
}

static uint32_t ck8m(const struct esp32 *chip)
{
    return chip->fuses.block0[4] & 0xff;
}

static uint32_t count(const struct esp32 *chip)
{
    return (uint32_t)((uint64_t)chip->config.crystal_hz * CALIBRATION_DIVISOR /
                      (CALIBRATION_FACTOR * ck8m(chip)));
}

uint32_t esp32_calibration(const struct esp32 *chip)
{
    return count(chip) << RTC_CALI_VALUE_SHIFT;
}

uint32_t esp32_measured_crystal(const struct esp32 *chip)
{
    return (uint32_t)((uint64_t)count(chip) * CALIBRATION_FACTOR * ck8m(chip) /
                      CALIBRATION_DIVISOR);
}
