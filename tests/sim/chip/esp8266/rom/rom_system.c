/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's time, watchdog, reset and small hardware functions.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/esp8266/rom/rom_private.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    WDT_CTL = REG_WDT + 0x00,
    WDT_OP = REG_WDT + 0x04,
    WDT_OP_SECOND = REG_WDT + 0x08,
    WDT_FEED = REG_WDT + 0x14,
    WDT_FEED_WORD = 0x73,
    WDT_MODE = ROM_WDT_STATE,
    RTC_SOFTWARE_RESET = 1u << 31,
    I2C_WRITE = 1 << 24,
    I2C_BUSY = 1 << 25,
    I2C_FIRST = REG_I2C, /* one register for each host number */
};

/* The ROM counts 80 cycles per microsecond, but the CPU runs 52.  So every delay takes 1.54
 * times as long. */
void rom_delay_us(struct rom *rom, uint32_t us)
{
    uint64_t end = rom->cpu->cycles + (uint64_t)(us * rom_load32(rom, ROM_CPU_MHZ));

    rom_wait_cycles(rom, end, false);
}

uint32_t rom_ets_delay_us(struct rom *rom, const uint32_t *arg)
{
    rom_delay_us(rom, arg[0]);
    return 0;
}

static void put_char(struct rom *rom, char c)
{
    if (c == '\n')
        rom_uart_put(rom, '\r');
    if (c != '\r')
        rom_uart_put(rom, (uint8_t)c);
    rom_spend(rom, 60); /* the time for formatting */
}

void rom_put_text(struct rom *rom, const char *text)
{
    while (*text)
        put_char(rom, *text++);
}

void rom_print(struct rom *rom, const char *format, ...)
{
    char text[128];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    rom_put_text(rom, text);
}

uint32_t rom_software_reset(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    rom_set_bits(rom, REG_RTC_CTL, 0, RTC_SOFTWARE_RESET);
    return 0;
}

uint32_t rom_get_cpu_frequency(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return rom_load32(rom, ROM_CPU_MHZ);
}

uint32_t rom_update_cpu_frequency(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, ROM_CPU_MHZ, arg[0]);
    return 0;
}

/* Exponents of two for 3, 6 and 12 seconds. */
static uint32_t wdt_exponent(uint32_t seconds)
{
    switch (seconds) {
    case 3:
        return 11;
    case 6:
        return 12;
    case 12:
        return 13;
    default:
        return 0;
    }
}

/* Arguments: the mode (1 the timer feeds, 2 an interrupt feeds, 3 and 4 no feeding) and the
 * two stages in seconds.  The program must do the feeding of modes 1 and 2. */
uint32_t rom_wdt_enable(struct rom *rom, const uint32_t *arg)
{
    static const uint32_t control[] = {0, 0x3c, 0x38, 0x3e, 0x38};

    rom_store32(rom, WDT_MODE + 4, arg[1]);
    rom_store32(rom, WDT_MODE + 8, arg[2]);
    rom_set_bits(rom, WDT_CTL, 1, 0);
    if (arg[0] >= 1 && arg[0] <= 4) {
        rom_store32(rom, WDT_CTL, control[arg[0]]);
        rom_store32(rom, WDT_OP, wdt_exponent(arg[1]));
        rom_store32(rom, WDT_OP_SECOND, wdt_exponent(arg[2]));
    }
    rom_set_bits(rom, WDT_CTL, 0, 1);
    rom_store32(rom, WDT_MODE, arg[0]);
    return 0;
}

/* Returns the mode for rom_wdt_restore(). */
uint32_t rom_wdt_disable(struct rom *rom, const uint32_t *arg)
{
    uint32_t mode = rom_load32(rom, WDT_MODE);

    (void)arg;
    rom_set_bits(rom, WDT_CTL, 1, 0);
    rom_store32(rom, WDT_FEED, WDT_FEED_WORD);
    rom_store32(rom, WDT_MODE, 0);
    return mode;
}

uint32_t rom_wdt_restore(struct rom *rom, const uint32_t *arg)
{
    uint32_t enable[ROM_ARGS] = {arg[0], rom_load32(rom, WDT_MODE + 4),
                                 rom_load32(rom, WDT_MODE + 8)};

    if (arg[0])
        rom_wdt_enable(rom, enable);
    return 0;
}

uint32_t rom_wdt_get_mode(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return rom_load32(rom, WDT_MODE);
}

uint32_t rom_set_user_start(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, ROM_USER_START, arg[0]);
    return 0;
}

uint32_t rom_get_reset_reason(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return rom->reset_reason;
}

/* Arguments: block, host number, register (and data).  The bus transfer is done at once. */
uint32_t rom_i2c_read(struct rom *rom, const uint32_t *arg)
{
    uint32_t at = I2C_FIRST + 4 * arg[1];

    rom_store32(rom, at, arg[0] | arg[2] << 8);
    return (rom_load32(rom, at) & ~(uint32_t)I2C_BUSY) >> 16 & 0xff;
}

uint32_t rom_i2c_write(struct rom *rom, const uint32_t *arg)
{
    rom_store32(rom, I2C_FIRST + 4 * arg[1], arg[0] | arg[2] << 8 | arg[3] << 16 | I2C_WRITE);
    return 0;
}

uint32_t rom_get_ccount(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return (uint32_t)(rom->cpu->cycles + rom->cpu->ccount_offset);
}

uint32_t rom_get_ccompare(struct rom *rom, const uint32_t *arg)
{
    return arg[0] == 0 ? rom->cpu->ccompare[0] : 0;
}

uint32_t rom_set_ccompare(struct rom *rom, const uint32_t *arg)
{
    enum { TIMER_INTERRUPT = 1 << 6 };

    if (arg[0] == 0) {
        rom->cpu->ccompare[0] = arg[1];
        rom->cpu->interrupt &= ~(uint32_t)TIMER_INTERRUPT;
    }
    return 0;
}

uint32_t rom_get_interrupt(struct rom *rom, const uint32_t *arg)
{
    (void)arg;
    return rom->cpu->interrupt;
}

uint32_t rom_set_intclear(struct rom *rom, const uint32_t *arg)
{
    enum { SOFTWARE_INTERRUPTS = 0x80 };

    rom->cpu->interrupt &= ~(arg[0] & SOFTWARE_INTERRUPTS);
    return 0;
}
