/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's clocks: crystal, PLL, CPU.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: ESP32 Technical Reference Manual ("Reset and Clock").  The PLL's own registers are
 * not in the manual: their values are those that ESP-IDF and esp-stub-lib write for 320 MHz.
 * The core voltage goes up first, as there.  The CPU gets at most 160 MHz, because some chips
 * are rated for that.
 */
#include "stub/soc/esp32/esp32_clock.h"

#include <stdbool.h>

#include "stub/chip.h"
#include "stub/cpu/xtensa/ccount.h"
#include "stub/cpu/xtensa/rom_call.h"
#include "stub/limits.h"
#include "stub/soc/esp32/esp32_registers.h"

enum {
    CRYSTAL_LOW_MHZ = 20, /* a measurement below this or above HIGH cannot be one */
    CRYSTAL_MIDDLE_MHZ = 33, /* between the crystals that there are */
    CRYSTAL_HIGH_MHZ = 50,
    PLL_MHZ = 80,
    PLL_SETTLE_CYCLES = 80 * 40, /* 80 us, with a 40 MHz crystal */
    SWITCH_CYCLES = 30 * 80,
    SLOW_TICKS = 64,      /* of 150 kHz: 0.4 ms.  One tick more or less is half of TOLERANCE */
    MEASURE_CYCLES = 1000000, /* 25 ms with a 40 MHz crystal; a measurement takes 0.5 ms */
    SENT_BITS = 129 * 10, /* of a full FIFO and the byte that is being sent */
    TOLERANCE = 32,       /* parts of the wanted number of cycles */
};

/* ---- waiting and measuring ---- */

static void wait_cycles(uint32_t cycles)
{
    uint32_t start = ccount();

    while (ccount() - start < cycles)
        continue;
}

/* Reads the slow clock's counter.  False if the counter does not answer. */
static bool slow_ticks(uint32_t *ticks)
{
    volatile uint32_t *rtc = registers(RTC_CNTL_BASE);
    uint32_t start = ccount();

    rtc[RTC_CNTL_TIME_UPDATE] = RTC_TIME_UPDATE;
    while (!(rtc[RTC_CNTL_TIME_UPDATE] & RTC_TIME_VALID))
        if (ccount() - start > MEASURE_CYCLES)
            return false;
    *ticks = rtc[RTC_CNTL_TIME0];
    return true;
}

/* CPU cycles in SLOW_TICKS of the slow clock, from one tick to another; 0 if that clock does
 * not run. */
static uint32_t measure(void)
{
    uint32_t begin = ccount(), start = 0, first, now;
    bool begun = false;

    if (!slow_ticks(&first))
        return 0;
    while (ccount() - begin < MEASURE_CYCLES && slow_ticks(&now)) {
        if (!begun && now != first) {
            start = ccount();
            first = now;
            begun = true;
        } else if (begun && now - first >= SLOW_TICKS) {
            return (ccount() - start) * SLOW_TICKS / (now - first);
        }
    }
    return 0;
}

/* What the ROM measured when it started: periods of the crystal in a number of periods of
 * the 8 MHz oscillator, whose rate the fuses tell (esptool, targets/esp32.py).  0 if this
 * is not a crystal that ESP32s have. */
static uint32_t crystal_mhz(void)
{
    uint32_t count = *registers(TIMG0_RTCCALICFG1) >> RTC_CALI_VALUE_SHIFT;
    uint32_t rate = *registers(EFUSE_BLK0_RDATA4) & EFUSE_CK8M_MASK;
    uint32_t mhz;

    if (count > 0x10000)
        return 0;
    mhz = count * rate / 64 / 40; /* 15625 / 40 / 1000000 */
    if (mhz < CRYSTAL_LOW_MHZ || mhz > CRYSTAL_HIGH_MHZ)
        return 0;
    return mhz < CRYSTAL_MIDDLE_MHZ ? 26 : 40;
}

/* ---- the PLL ---- */

static void write_pll(uint32_t place, uint32_t value)
{
    enum { BBPLL = 0x66, BBPLL_HOST = 4 };

    rom_call(ROM_I2C_WRITE_REG, BBPLL, BBPLL_HOST, place, value);
}

static void start_pll(bool crystal26)
{
    volatile uint32_t *rtc = registers(RTC_CNTL_BASE);

    rtc[RTC_CNTL_REG] |= RTC_DIG_DBIAS_WAK_1V25;
    rtc[RTC_CNTL_OPTIONS0] &= ~RTC_PLL_FORCE_PD;
    *registers(ANA_CONFIG) &= ~ANA_BBPLL_OFF;
    write_pll(0, 0x18);  /* IR_CAL_DELAY */
    write_pll(1, 0x20);  /* IR_CAL_EXT_CAP */
    write_pll(4, 0x9a);  /* OC_ENB_FCAL */
    write_pll(10, 0);    /* OC_ENB_VCON */
    write_pll(12, 0);    /* BBADC_CAL_7_0 */
    write_pll(11, 0x43); /* ENDIV5 */
    write_pll(9, 0x84);  /* BBADC_DSMP */
    write_pll(2, crystal26 ? 1 << 7 | 4 << 4 | 12 : 0); /* OC_LREF, OC_DIV_10_8, OC_REF_DIV */
    write_pll(3, crystal26 ? 224 : 32);                 /* OC_DIV_7_0 */
    write_pll(5, crystal26 ? 1 << 6 : 3 << 6 | 6);      /* OC_BW, OC_DCUR */
    wait_cycles(PLL_SETTLE_CYCLES);
}

static void select_source(uint32_t source)
{
    volatile uint32_t *rtc = registers(RTC_CNTL_BASE);

    rtc[RTC_CNTL_CLK_CONF] =
        (rtc[RTC_CNTL_CLK_CONF] & ~RTC_SOC_CLK_SEL_MASK) | source << RTC_SOC_CLK_SEL_SHIFT;
    wait_cycles(SWITCH_CYCLES);
}

/* Waits until the UART has sent everything, because its clock is about to change.  The CPU and
 * the UART have the same clock here, so the divisor tells how long this may take. */
static void await_sent(uint32_t divisor)
{
    volatile uint32_t *uart = registers(UART0_BASE);
    uint32_t start = ccount(), most = SENT_BITS * (divisor / STUB_DIVISOR_PARTS);

    while ((uart[UART_STATUS] & UART_TX_BUSY) != 0 && ccount() - start < most)
        continue;
}

static bool pll_on;

void clock_take_over(void)
{
    uint32_t crystal = crystal_mhz(), divisor = chip_uart_divisor(), wanted, measured;

    if (crystal == 0)
        return;
    wanted = measure() * PLL_MHZ / crystal;
    if (wanted == 0)
        return;
    start_pll(crystal == 26);
    registers(DPORT_BASE)[DPORT_CPU_PER_CONF] = CPU_80_MHZ;
    await_sent(divisor);
    select_source(CLOCK_PLL);
    chip_uart_set_divisor((divisor * PLL_MHZ + crystal / 2) / crystal);
    measured = measure();
    pll_on = measured > wanted - wanted / TOLERANCE && measured < wanted + wanted / TOLERANCE;
    if (pll_on)
        return;
    select_source(CLOCK_CRYSTAL);
    chip_uart_set_divisor(divisor);
}

void clock_give_back(void)
{
    if (pll_on)
        select_source(CLOCK_CRYSTAL);
}

/* ---- the CPU ---- */

static struct {
    uint32_t cycles;  /* of the bus, counted so far */
    uint32_t ccount;  /* the CPU's counter up to which they are counted */
    uint32_t doubled; /* 1 if the CPU's clock is doubled, else 0 */
} bus;

uint32_t chip_cycles(void)
{
    uint32_t passed = (ccount() - bus.ccount) >> bus.doubled;

    bus.ccount += passed << bus.doubled;
    return bus.cycles += passed;
}

uint32_t chip_cpu_cycles(void)
{
    return ccount();
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
    registers(DPORT_BASE)[DPORT_CPU_PER_CONF] = twice ? CPU_160_MHZ : CPU_80_MHZ;
    bus.doubled = twice;
}
