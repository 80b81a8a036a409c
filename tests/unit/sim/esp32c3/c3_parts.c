/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32-C3's own parts: eFuses, the UART's clock and its measurement of the rate, the
 * interrupt matrix, the watchdogs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/c3_soc.h"
#include "sim/nor/nor_chip.h"
#include "sim/uart/uart.h"
#include "tap.h"

enum {
    MB = 1 << 20,
    MS = 1000000, /* in nanoseconds */
    CODE = 0x40380000,
    JUMP_HERE = 0x0000006f,
    UART_CLKDIV = 0x60000014,
    UART_INT_ENA = 0x6000000c,
    UART_CONF0 = 0x60000020,
    UART_LOWPULSE = 0x60000028,
    UART_HIGHPULSE = 0x6000002c,
    UART_CLK_CONF = 0x60000078,
    AUTOBAUD = 1 << 27,
    FROM_CRYSTAL = 3 << 20,
    RXFIFO_FULL = 1 << 0,
    UART_SOURCE = INTERRUPT + 4 * SOURCE_UART0,
    INTERRUPT_5 = CPU_INT_PRI_0 + 4 * 5,
    RTC_CNTL_WDTCONFIG1 = 0x60008094,
    RTC_CNTL_WDTWPROTECT = 0x600080a8,
    RTC_RESET_ON = 4 << 28, /* the first stage resets the RTC, too */
    MS_OF_SLOW_CLOCK = C3_RTC_SLOW_HZ / 1000,
};
#define WDT_EN 0x80000000u

struct bench {
    struct nor *nor;
    struct c3 chip;
};

/* A chip whose CPU jumps to the same place for ever. */
static struct bench *setup(const char *fuses, bool super_watchdog)
{
    struct bench *b = calloc(1, sizeof *b);
    struct c3_config config = {.super_watchdog = super_watchdog};

    b->nor = nor_open(&(struct nor_config){.size = MB});
    if (c3_fuses_set_mac(&config.fuses, "7c:df:a1:16:45:d2") < 0 ||
        (fuses && c3_fuses_parse(fuses, &config.fuses) < 0) ||
        c3_init(&b->chip, &config, b->nor) < 0)
        tap_ok(false, "a chip with --fuses=%s", fuses);
    b->chip.strap = STRAP_DOWNLOAD;
    c3_reset(&b->chip, C3_RESET_POWER_ON);
    rv32_poke(&b->chip.cpu, CODE, 4, JUMP_HERE);
    b->chip.cpu.pc = CODE;
    return b;
}

static void teardown(struct bench *b)
{
    c3_destroy(&b->chip);
    nor_close(b->nor);
    free(b);
}

static uint32_t load(struct bench *b, uint32_t address)
{
    uint32_t value = 0xdeadbeef;

    rv32_peek(&b->chip.cpu, address, 4, &value);
    return value;
}

static void store(struct bench *b, uint32_t address, uint32_t value)
{
    rv32_poke(&b->chip.cpu, address, 4, value);
}

static void run_ns(struct bench *b, uint64_t ns)
{
    c3_run(&b->chip, c3_now_ns(&b->chip) + ns);
}

static void test_fuses(void)
{
    struct bench *b = setup("package=esp8685,revision=1,minor=3,flash=4mb,crypt-count=7,no-download",
                            false);

    tap_is(load(b, 0x60008844), 0xa11645d2, "the MAC address's last four bytes");
    tap_is(load(b, 0x60008848), 0x00007cdf, "and its first two");
    tap_is(load(b, 0x60008850) >> 18, 3 | 1 << 3 | 1 << 9, "minor revision, package, flash");
    tap_is(load(b, 0x60008858) >> 23, 1 << 1, "the major revision");
    tap_is(load(b, 0x60008834), 7 << 18, "the count of the flash's encryption");
    tap_is(load(b, 0x6000883c), 1, "no download mode");
    teardown(b);
    b = setup(NULL, false);
    tap_is(load(b, 0x60008850) >> 18 & 7, 4, "revision 0.4 if nothing is said");
    teardown(b);
}

static void test_uart_clock(void)
{
    struct bench *b = setup(NULL, false);

    store(b, UART_CLK_CONF, FROM_CRYSTAL);
    store(b, UART_CLKDIV, 347 | 3 << 20);
    tap_is(uart_baud(b->chip.uart), 115211, "the divisor has sixteenths: 40 MHz / 347 3/16");
    store(b, UART_CLK_CONF, FROM_CRYSTAL | 1 << 12 | 1 << 6 | 2);
    store(b, UART_CLKDIV, 160);
    tap_is(uart_baud(b->chip.uart), 100000, "and so has the clock: 40 MHz / (2 + 1/2) / 160");
    teardown(b);
}

/* The boot ROM's divisor is the mean of the two pulses plus one. */
static void test_measured_rate(void)
{
    struct bench *b = setup(NULL, false);

    store(b, UART_CLK_CONF, FROM_CRYSTAL);
    store(b, UART_CONF0, AUTOBAUD);
    for (int i = 0; i < 4; i++)
        c3_receive(&b->chip, 0x55, 2000000);
    tap_is((load(b, UART_LOWPULSE) + load(b, UART_HIGHPULSE) + 2) / 2, 20,
           "a bit of 2000000 baud has 20 clocks of the crystal");
    teardown(b);
}

static void allow_uart(struct bench *b)
{
    store(b, UART_SOURCE, 5);
    store(b, CPU_INT_ENABLE, 1 << 5);
    store(b, INTERRUPT_5, 1);
    store(b, CPU_INT_THRESH, 1);
}

static void test_interrupts(void)
{
    struct bench *b = setup(NULL, false);

    store(b, UART_CONF0 + 4, 1); /* CONF1: the first byte fills the FIFO */
    allow_uart(b);
    c3_receive(&b->chip, 'x', 0);
    store(b, UART_INT_ENA, RXFIFO_FULL);
    tap_is(load(b, INTERRUPT_STATUS_0), 1 << SOURCE_UART0, "UART0's source is active");
    tap_is(load(b, CPU_INT_EIP_STATUS), 1 << 5, "and leads to the interrupt of the matrix");
    tap_is(b->chip.cpu.interrupt, 0, "which the CPU does not see during the store that allows it");
    run_ns(b, 2000);
    tap_is(b->chip.cpu.interrupt, 5, "but soon after");
    store(b, CPU_INT_THRESH, 2);
    tap_is(b->chip.cpu.interrupt, 0, "a higher threshold holds it back");
    store(b, CPU_INT_THRESH, 1);
    store(b, SYSTEM_CPU_INTR_FROM_CPU_0, 1);
    store(b, INTERRUPT + 4 * SOURCE_FROM_CPU_0, 7);
    store(b, CPU_INT_ENABLE, 1 << 5 | 1 << 7);
    store(b, INTERRUPT_5 + 8, 3);
    run_ns(b, 2000);
    tap_is(b->chip.cpu.interrupt, 7, "the higher priority wins");
    store(b, SYSTEM_CPU_INTR_FROM_CPU_0, 0);
    load(b, UART0);
    run_ns(b, 2000);
    tap_is(b->chip.cpu.interrupt, 0, "without a cause there is none");
    teardown(b);
}

static void test_rtc_watchdog(void)
{
    struct bench *b = setup(NULL, false);

    store(b, RTC_CNTL_WDTWPROTECT, 0);
    store(b, RTC_CNTL_WDTCONFIG0, WDT_EN | RTC_RESET_ON);
    tap_is(load(b, RTC_CNTL_WDTCONFIG0) & WDT_EN, 0, "a locked watchdog does not change");
    store(b, RTC_CNTL_WDTWPROTECT, 0x50d83aa1);
    store(b, RTC_CNTL_WDTCONFIG1, 10 * MS_OF_SLOW_CLOCK);
    store(b, RTC_CNTL_WDTCONFIG0, WDT_EN | RTC_RESET_ON);
    run_ns(b, 19 * MS);
    tap_is(b->chip.stats.watchdog_resets, 0, "the first stage takes twice its time");
    run_ns(b, 2 * MS);
    tap_is(b->chip.stats.watchdog_resets, 1, "then the watchdog bites");
    tap_is(load(b, RTC_CNTL_RESET_STATE) & 0x3f, C3_RESET_RTC_WDT, "the ROM learns of it");
    tap_is(load(b, GPIO_STRAP), STRAP_FLASH, "and finds the strapping pin released");
    teardown(b);
}

static void test_super_watchdog(void)
{
    struct bench *b = setup(NULL, false);

    run_ns(b, 1000 * (uint64_t)MS);
    tap_is(b->chip.stats.watchdog_resets, 0, "the super watchdog sleeps");
    teardown(b);
    b = setup(NULL, true);
    run_ns(b, 900 * MS);
    tap_is(b->chip.stats.watchdog_resets, 0, "if it is awake, it waits for almost a second");
    run_ns(b, 100 * MS);
    tap_is(b->chip.cause, C3_RESET_SUPER_WDT, "and bites");
    teardown(b);
    b = setup(NULL, true);
    store(b, RTC_CNTL_SWD_CONF, SWD_AUTO_FEED_EN);
    tap_is(load(b, RTC_CNTL_SWD_CONF) & SWD_AUTO_FEED_EN, 0, "it is locked, too");
    store(b, RTC_CNTL_SWD_WPROTECT, SWD_KEY);
    store(b, RTC_CNTL_SWD_CONF, SWD_AUTO_FEED_EN);
    run_ns(b, 1000 * (uint64_t)MS);
    tap_is(b->chip.stats.watchdog_resets, 0, "it may feed itself");
    teardown(b);
}

static void test_behind_the_ram(void)
{
    struct bench *b = setup(NULL, false);

    tap_is(load(b, DRAM_END + 8), 0, "a load from right behind the RAM is no fault");
    tap_is(load(b, DRAM_ECHO_END), 0xdeadbeef, "further on it is one");
    teardown(b);
}

int main(void)
{
    test_fuses();
    test_uart_clock();
    test_measured_rate();
    test_interrupts();
    test_rtc_watchdog();
    test_super_watchdog();
    test_behind_the_ram();
    return tap_done();
}
