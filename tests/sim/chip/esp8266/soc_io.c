/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP8266's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source of the addresses: Espressif's eagle_soc.h, and the boot ROM's reads and writes.
 * Peripherals that neither the ROM nor a flasher uses only store values.
 */
#include "sim/chip/esp8266/soc_io.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp8266/soc.h"
#include "sim/chip/esp8266/soc_cache.h"
#include "sim/uart/uart.h"

enum {
    PERI_BASE = 0x60000000, /* UART0 ... RTC memory */
    PERI_SIZE = 0x2000,
    DPORT_BASE = 0x3ff00000, /* DPORT, eFuse, and the radio's registers above */
    DPORT_SIZE = 0x21000,
    PLAIN_WORDS = (PERI_SIZE + DPORT_SIZE) / 4,

    UART0 = PERI_BASE,
    UART_STATUS = 0x6000001c,
    UART_END = 0x60000080,
    SPI0 = 0x60000200,
    SPI0_W0 = 0x60000240,
    SPI0_W15 = 0x6000027c,
    SPI_END = 0x60000300,
    GPIO_IN = 0x60000318, /* strapping pins in bits 31:16 */
    FRC2_COUNT = 0x60000624,
    RTC_CTL = 0x60000700, /* bit 31: software reset */
    RTC_STATE1 = 0x60000714, /* bits 3:0: reset cause */
    RTC_STATE2 = 0x60000718,
    RTC_SLOW_COUNT = 0x6000071c,
    IO_MUX = 0x60000800,
    IO_MUX_END = 0x60000848,
    /* Pins SD_CLK, SD_DATA0 to 3, SD_CMD: PERIPHS_IO_MUX_SD_CLK_U and up. */
    IO_MUX_SD_CLK = 0x6000081c,
    IO_MUX_SD_CMD = 0x60000830,
    WDT_CTL = 0x60000900, /* bit 0: on */
    WDT_OP = 0x60000904,  /* first stage, 2^n x 0.82 ms */
    WDT_OP_ND = 0x60000908,
    WDT_FEED = 0x60000914, /* 0x73 feeds */
    I2C_BASE = 0x60000d00, /* analog register bus: bit 25 is busy */
    I2C_END = 0x60000e00,
    I2C_BUSY = 1 << 25,
    UART1 = 0x60000f00,
    UART1_END = 0x60000f80,
    RTC_MEMORY = 0x60001000,

    EFUSE = 0x3ff00050,
    /* Flash cache: the ROM sets bit 0 to ask for a flush, and waits for bit 1. */
    CACHE_CTRL = 0x3ff0000c,
    CACHE_FLUSH = 1,
    CACHE_FLUSHED = 2,
    CACHE_ON = 0x100,
    CPU2X = 0x3ff00014, /* bit 0: doubles the CPU's clock */

    POLLING_CYCLES = 400, /* a loop that takes longer than this also does other work */
    POLLING_ROUNDS = 8,

    HASTY_LOADS = 61, /* one in 61 is wrong; 61 and a chunk's 16 have no common divisor */

    WDT_STAGE_NS = 819200,
    RTC_TICK_NS = 6667, /* the 150 kHz slow clock */
};

uint32_t *soc_io_new_storage(void)
{
    return calloc(PLAIN_WORDS, sizeof(uint32_t));
}

static uint32_t *plain(struct soc *soc, uint32_t address)
{
    if (address >= PERI_BASE && address - PERI_BASE < PERI_SIZE)
        return &soc->plain[(address - PERI_BASE) / 4];
    if (address >= DPORT_BASE && address - DPORT_BASE < DPORT_SIZE)
        return &soc->plain[(PERI_SIZE + address - DPORT_BASE) / 4];
    return NULL;
}

/* The result of loading W0 to W15 with a clock that is too fast for them.  No source: no
 * report says that this happens, and no test has tried it. */
static uint32_t in_haste(struct soc *soc, uint32_t address, uint32_t value)
{
    if (soc->config.cpu2x != SOC_CPU2X_GARBLES || soc->cpu_hz == soc_bus_hz(soc) ||
        address < SPI0_W0 || address > SPI0_W15)
        return value;
    soc->hasty_loads++;
    return soc->hasty_loads % HASTY_LOADS == 0 ? value ^ 1u << soc->hasty_loads / HASTY_LOADS % 32
                                               : value;
}

static uint32_t load_word(struct soc *soc, uint32_t address)
{
    uint64_t now = soc_now_ns(soc);
    uint32_t value;

    if (address >= UART0 && address < UART_END)
        return uart_load(soc->uart, address - UART0, now);
    if (address >= SPI0 && address < SPI_END) {
        soc->spi_used_ns = now;
        return in_haste(soc, address, spi_load(soc->spi, address - SPI0, now));
    }
    if (address >= UART1 && address < UART1_END && uart1_load(&soc->uart1, address - UART1, &value))
        return value;
    if (address >= EFUSE && address < EFUSE + 4 * SOC_EFUSE_WORDS)
        return soc->config.efuse[(address - EFUSE) / 4];
    if (address >= I2C_BASE && address < I2C_END)
        return *plain(soc, address) & ~(uint32_t)I2C_BUSY;
    switch (address) {
    case GPIO_IN:
        return (soc->strap << 16) | 0xffff;
    case CACHE_CTRL:
        return *plain(soc, address) | (*plain(soc, address) & CACHE_FLUSH ? CACHE_FLUSHED : 0);
    case FRC2_COUNT: /* 80 MHz / 256 with the SDK's divider; here it is the ROM's /16 */
        return (uint32_t)(now / 200);
    case RTC_STATE1:
        return (uint32_t)soc->cause;
    case RTC_STATE2:
        return 0;
    case RTC_SLOW_COUNT:
        return (uint32_t)(now / RTC_TICK_NS);
    default:
        return *plain(soc, address);
    }
}

/* Detects a program that waits for its UART: the same instruction does the same load, with
 * the same result, every few cycles. */
static void watch_polling(struct soc *soc, const struct xtensa *cpu, uint32_t status)
{
    bool again = cpu->pc == soc->polling.pc && status == soc->polling.status &&
                 cpu->cycles - soc->polling.cycles < POLLING_CYCLES;

    soc->polling.rounds = again ? soc->polling.rounds + 1 : 0;
    soc->polling.pc = cpu->pc;
    soc->polling.status = status;
    soc->polling.cycles = cpu->cycles;
    if (soc->polling.rounds >= POLLING_ROUNDS) {
        soc->polling.waiting = true;
        xtensa_yield(&soc->cpu);
    }
}

/* An address without a register may be in instruction RAM that the cache has.  That RAM
 * takes only words. */
static int load_cached(struct soc *soc, uint32_t address, unsigned size, uint32_t *value)
{
    if (!soc_cache_has(soc, address))
        return XTENSA_BUS_FAULT(XTENSA_LOAD_PROHIBITED);
    if (size != 4)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    *value = soc_cache_load(soc, address);
    return 0;
}

int soc_io_load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    struct soc *soc = ctx;
    uint32_t word;

    if (!plain(soc, address))
        return load_cached(soc, address, size, value);
    word = load_word(soc, address & ~3u);
    if (address == UART_STATUS)
        watch_polling(soc, cpu, word);
    else
        soc->polling.rounds = 0;
    /* An access may lower or raise the interrupt line at once.  A handler that has emptied
     * the FIFO must not be called again. */
    if (address >= UART0 && address < UART_END)
        soc_update_uart_irq(soc);
    *value = word >> 8 * (address & 3);
    if (size < 4)
        *value &= size == 1 ? 0xffu : 0xffffu;
    return 0;
}

/* The controller reaches the flash chip only if it has all six pins: FUNCTION_SPI is 1 in
 * bits 5:4 (bit 8 is the function's high bit). */
static void update_flash_pins(struct soc *soc)
{
    bool connected = true;

    for (uint32_t pin = IO_MUX_SD_CLK; pin <= IO_MUX_SD_CMD; pin += 4)
        if ((*plain(soc, pin) & 0x130) != 0x10)
            connected = false;
    spi_connect_pins(soc->spi, connected);
}

void soc_io_reset(struct soc *soc, enum soc_reset cause)
{
    uint32_t pins[(IO_MUX_END - IO_MUX) / 4];

    memcpy(pins, plain(soc, IO_MUX), sizeof pins);
    memset(soc->plain, 0, RTC_MEMORY - PERI_BASE);
    memset(soc->plain + PERI_SIZE / 4, 0, DPORT_SIZE);
    if (cause == SOC_RESET_SOFTWARE)
        memcpy(plain(soc, IO_MUX), pins, sizeof pins);
    update_flash_pins(soc);
    *plain(soc, SOC_CACHE_BANKS) = soc_cache_reset(soc, cause);
    *plain(soc, CACHE_CTRL) = soc->config.cached_iram ? CACHE_ON : 0;
    soc->spi_used_ns = soc_now_ns(soc);
}

static void set_cpu_clock(struct soc *soc, bool twice)
{
    uint64_t now = soc_now_ns(soc);

    soc->stats.doublings += twice;
    if (soc->config.cpu2x == SOC_CPU2X_IGNORED)
        twice = false;
    soc->base_ns = now;
    soc->base_cycles = soc->cpu.cycles;
    soc->cpu_hz = soc_bus_hz(soc) * (twice ? 2 : 1);
    soc->dead = twice && soc->config.cpu2x == SOC_CPU2X_DIES;
    xtensa_yield(&soc->cpu); /* the number of cycles until the next event has changed */
}

static void want_reset(struct soc *soc, enum soc_reset cause)
{
    soc->reset_wanted = true;
    soc->reset_cause = cause;
    xtensa_yield(&soc->cpu);
}

static void store_plain(struct soc *soc, uint32_t address, uint32_t value)
{
    *plain(soc, address) = value;
    if (address >= IO_MUX && address < IO_MUX_END)
        update_flash_pins(soc);
    switch (address) {
    case RTC_CTL:
        if (value & 0x80000000u)
            want_reset(soc, SOC_RESET_SOFTWARE);
        break;
    case WDT_FEED:
    case WDT_CTL:
        soc->wdt_fed_ns = soc_now_ns(soc);
        break;
    case CPU2X:
        set_cpu_clock(soc, value & 1);
        break;
    case SOC_CACHE_BANKS:
        soc_cache_set_banks(soc, value);
        break;
    default:
        break;
    }
}

int soc_io_store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value)
{
    struct soc *soc = ctx;
    uint64_t now = soc_now_ns(soc);

    if (address != WDT_FEED) /* a loop that waits may feed the watchdog */
        soc->polling.rounds = 0;
    if (!plain(soc, address) && !soc_cache_has(soc, address))
        return XTENSA_BUS_FAULT(XTENSA_STORE_PROHIBITED);
    if (size != 4) /* registers take only whole words */
        return XTENSA_BUS_FAULT(XTENSA_LOAD_STORE_ERROR);
    if (!plain(soc, address))
        return 0; /* the address is in the cache's bank */
    if (address >= UART0 && address < UART_END) {
        uart_store(soc->uart, address - UART0, value, now);
        soc_update_uart_irq(soc);
        xtensa_yield(cpu); /* the next event may have changed */
    } else if (address >= SPI0 && address < SPI_END) {
        soc->spi_used_ns = now;
        spi_store(soc->spi, address - SPI0, value, now, soc_bus_hz(soc));
        if (spi_asks_until(soc->spi))
            xtensa_yield(cpu);
    } else if (address >= UART1 && address < UART1_END &&
               uart1_store(&soc->uart1, address - UART1, value)) {
        soc_update_uart_irq(soc);
    } else {
        store_plain(soc, address, value);
    }
    return 0;
}

uint64_t soc_io_watchdog_due(const struct soc *soc)
{
    const uint32_t *wdt = &soc->plain[(WDT_CTL - PERI_BASE) / 4];
    uint64_t stages;

    if (!(wdt[0] & 1))
        return UINT64_MAX;
    stages = (UINT64_C(1) << (wdt[1] & 15)) + (UINT64_C(1) << (wdt[2] & 15));
    return soc->wdt_fed_ns + stages * WDT_STAGE_NS;
}
