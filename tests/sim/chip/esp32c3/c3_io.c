/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32-C3's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Peripherals that neither the ROM nor a flasher uses only store values.
 */
#include "sim/chip/esp32c3/c3_io.h"

#include <stdlib.h>
#include <string.h>

#include "sim/nor/nor_chip.h"
#include "sim/uart/uart.h"
#include "sim/usb/usb_controller.h"

enum {
    PLAIN_WORDS = (PERI_END - PERI_BASE) / 4,
    FUSES_READ_NS = 2000,
    MHZ_OF_CRYSTAL = C3_CRYSTAL_HZ / 1000000,
    RANDOM_FACTOR = 1664525, /* Numerical Recipes, "An Even Quicker Generator" */
    RANDOM_SUMMAND = 1013904223,
};

uint32_t *c3_io_new_storage(void)
{
    return calloc(PLAIN_WORDS, sizeof(uint32_t));
}

static bool in(uint32_t address, uint32_t first, uint32_t end)
{
    return address >= first && address < end;
}

static uint32_t load_cache(const struct c3 *chip, uint32_t address)
{
    uint32_t value = *c3_plain(chip, address);

    switch (address) {
    case ICACHE_SYNC_CTRL:
        return value & ICACHE_INVALIDATE_ENA
                   ? (value & ~(uint32_t)ICACHE_INVALIDATE_ENA) | ICACHE_SYNC_DONE
                   : value;
    case ICACHE_PRELOAD_CTRL:
        return value | ICACHE_PRELOAD_DONE;
    case ICACHE_AUTOLOAD_CTRL:
        return value | ICACHE_AUTOLOAD_DONE;
    case EXTMEM_CACHE_STATE:
        return ICACHE_IDLE;
    case EXTMEM_ICACHE_FREEZE:
        return value & ICACHE_FREEZE_ENA ? value | ICACHE_FREEZE_DONE : value;
    default:
        return value;
    }
}

static uint32_t load_special(struct c3 *chip, uint32_t address)
{
    uint32_t value = *c3_plain(chip, address);

    switch (address) {
    case GPIO_STRAP:
        return chip->strap;
    case RTC_CNTL_RESET_STATE:
        return (value & ~0x3fu) | (uint32_t)chip->cause | RESET_STATE_VECTORS;
    case RTC_CNTL_TIME_LOW0:
        return (uint32_t)c3_slow_ticks(chip);
    case RTC_CNTL_TIME_HIGH0:
        return (uint32_t)(c3_slow_ticks(chip) >> 32);
    case EFUSE_CMD:
        return c3_now_ns(chip) < chip->fuses_read_ns ? value : 0;
    case TIMG0 + TIMG_RTCCALICFG:
        return value | RTC_CALI_RDY;
    case TIMG0 + TIMG_RTCCALICFG1:
        return c3_calibration(chip, TIMG0);
    case SYSTIMER_UNIT0_OP:
    case SYSTIMER_UNIT1_OP:
        return value | SYSTIMER_VALUE_VALID;
    case WDEV_RND:
        return chip->random = chip->random * RANDOM_FACTOR + RANDOM_SUMMAND;
    default:
        return value;
    }
}

static uint32_t load_word(struct c3 *chip, uint32_t address)
{
    uint64_t now = c3_now_ns(chip);

    if (in(address, UART0, UART0_END))
        return uart_load(chip->uart, address - UART0, now);
    if (in(address, USB_SERIAL_JTAG, USB_SERIAL_JTAG_END))
        return usb_serial_load(chip->usb, address - USB_SERIAL_JTAG, now);
    if (in(address, SPI1, SPI1_END)) {
        chip->spi_used_ns = now;
        return spi_load(chip->spi, address - SPI1, now);
    }
    if (in(address, EFUSE_RD_WR_DIS, EFUSE_RD_END))
        return chip->fuses[(address - EFUSE_RD_WR_DIS) / 4];
    if (in(address, INTERRUPT, INTERRUPT_END))
        return c3_interrupts_load(chip, address);
    if (in(address, EXTMEM, FLASH_MMU_TABLE))
        return load_cache(chip, address);
    return load_special(chip, address);
}

/* The cache reads the flash's contents.  It is never stale here. */
static uint32_t load_flash(const struct c3 *chip, uint32_t offset)
{
    uint32_t entry = *c3_plain(chip, FLASH_MMU_TABLE + 4 * (offset >> FLASH_PAGE_SHIFT));
    uint32_t place = (entry & 0xff) << FLASH_PAGE_SHIFT | (offset & 0xffff), value = 0;

    if (entry & FLASH_MMU_INVALID)
        return 0;
    for (unsigned i = 0; i < 4; i++)
        value |= (uint32_t)nor_bytes(chip->nor)[(place + i) % nor_size(chip->nor)] << 8 * i;
    return value;
}

/* A program that asks for the same register again and again waits for something. */
static void watch_polling(struct c3 *chip, const struct rv32 *cpu, uint32_t address,
                          uint32_t value)
{
    if (address == UART_STATUS || (address == USB_SERIAL_JTAG_EP1_CONF && chip->usb_used)) {
        if (polling_watch(&chip->polling, cpu->pc, value, cpu->cycles))
            rv32_yield(&chip->cpu);
    } else if (address != UART_MEM_RX_STATUS) {
        chip->polling.rounds = 0;
    }
}

static uint32_t load_register(struct c3 *chip, const struct rv32 *cpu, uint32_t address)
{
    uint32_t value = load_word(chip, address);

    watch_polling(chip, cpu, address, value);
    if (chip->late.count > 0 && (address == UART_STATUS || address == UART_MEM_RX_STATUS))
        c3_receive_late(chip);
    if (in(address, UART0, UART0_END) || in(address, USB_SERIAL_JTAG, USB_SERIAL_JTAG_END))
        c3_interrupts_update(chip);
    if (address == USB_SERIAL_JTAG)
        rv32_yield(&chip->cpu); /* the host's next packet may have started */
    return value;
}

bool c3_io_load(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    struct c3 *chip = ctx;
    uint32_t place = address & ~3u, word;

    if (address - FLASH_DATA_WINDOW < FLASH_WINDOW_SIZE)
        word = load_flash(chip, place - FLASH_DATA_WINDOW);
    else if (address - FLASH_CODE_WINDOW < FLASH_WINDOW_SIZE)
        word = load_flash(chip, place - FLASH_CODE_WINDOW);
    else if (in(address, PERI_BASE, PERI_END))
        word = load_register(chip, cpu, place);
    else if (in(address, DRAM_END, DRAM_ECHO_END))
        word = 0;
    else
        return false;
    *value = word >> 8 * (address & 3);
    if (size < 4)
        *value &= size == 1 ? 0xffu : 0xffffu;
    return true;
}

/* Only a reset of the whole chip clears the RTC's registers. */
void c3_io_reset(struct c3 *chip, enum c3_reset cause)
{
    uint32_t rtc[(RTC_CNTL_END - RTC_CNTL) / 4];

    memcpy(rtc, c3_plain(chip, RTC_CNTL), sizeof rtc);
    memset(chip->plain, 0, PLAIN_WORDS * sizeof *chip->plain);
    if (cause != C3_RESET_POWER_ON && cause != C3_RESET_RTC_WDT && cause != C3_RESET_SUPER_WDT)
        memcpy(c3_plain(chip, RTC_CNTL), rtc, sizeof rtc);
    *c3_plain(chip, RTC_CNTL_OPTIONS0) = 0;
    *c3_plain(chip, SYSTEM_SYSCLK_CONF) =
        1 | MHZ_OF_CRYSTAL << CLK_XTAL_FREQ_SHIFT | CLK_DIV_EN; /* half of the crystal's clock */
    for (uint32_t entry = FLASH_MMU_TABLE; entry < FLASH_MMU_END; entry += 4)
        *c3_plain(chip, entry) = FLASH_MMU_INVALID;
    chip->interrupts = (struct c3_interrupts){0};
    chip->spi_used_ns = c3_now_ns(chip);
    c3_dogs_reset(chip);
}

static void store_special(struct c3 *chip, uint32_t address, uint32_t value)
{
    switch (address) {
    case RTC_CNTL_OPTIONS0:
        if (value & SW_SYS_RST)
            c3_want_reset(chip, C3_RESET_SOFTWARE);
        else if (value & SW_PROCPU_RST)
            c3_want_reset(chip, C3_RESET_SOFTWARE_CPU);
        break;
    case SYSTEM_CPU_PER_CONF:
    case SYSTEM_SYSCLK_CONF:
        c3_update_clocks(chip);
        break;
    case EFUSE_CMD:
        chip->fuses_read_ns = c3_now_ns(chip) + FUSES_READ_NS;
        break;
    case SYSTIMER_UNIT0_OP:
    case SYSTIMER_UNIT1_OP:
        c3_systimer_latch(chip, address);
        break;
    case CPU_INT_CLEAR:
        c3_interrupts_clear(chip, value);
        break;
    default:
        if (in(address, INTERRUPT, INTERRUPT_END) ||
            in(address, SYSTEM_CPU_INTR_FROM_CPU_0, SYSTEM_CPU_INTR_FROM_CPU_END))
            c3_interrupts_stored(chip);
        break;
    }
}

static void store_word(struct c3 *chip, uint32_t address, uint32_t value)
{
    uint64_t now = c3_now_ns(chip);

    if (in(address, UART0, UART0_END)) {
        uart_store(chip->uart, address - UART0, value, now);
        c3_interrupts_stored(chip);
        rv32_yield(&chip->cpu); /* the next event may have changed */
    } else if (in(address, USB_SERIAL_JTAG, USB_SERIAL_JTAG_END)) {
        usb_serial_store(chip->usb, address - USB_SERIAL_JTAG, value, now);
        c3_interrupts_stored(chip);
        rv32_yield(&chip->cpu);
    } else if (in(address, SPI1, SPI1_END)) {
        chip->spi_used_ns = now;
        spi_store(chip->spi, address - SPI1, value, now, chip->apb_hz);
        if (spi_asks_until(chip->spi))
            rv32_yield(&chip->cpu);
    } else {
        c3_dogs_store(chip, address, &value);
        *c3_plain(chip, address) = value;
        store_special(chip, address, value);
    }
}

/* Registers take whole words.  A narrower store sets the bytes of its lane, and keeps the
 * others. */
static uint32_t whole(const struct c3 *chip, uint32_t address, unsigned size, uint32_t value)
{
    unsigned shift = 8 * (address & 3);
    uint32_t mask = size == 4 ? 0xffffffffu : ((1u << 8 * size) - 1) << shift;

    if (size == 4)
        return value;
    return (*c3_plain(chip, address & ~3u) & ~mask) | (value << shift & mask);
}

bool c3_io_store(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t value)
{
    struct c3 *chip = ctx;

    (void)cpu;
    chip->polling.rounds = 0;
    if (!in(address, PERI_BASE, PERI_END))
        return false;
    store_word(chip, address & ~3u, whole(chip, address, size, value));
    return true;
}
