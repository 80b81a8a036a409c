/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual ESP32's registers: finds the peripheral for an address.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Peripherals that neither the ROM nor a flasher uses only store values.
 */
#include "sim/chip/esp32/esp32_io.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp32/esp32_regs.h"
#include "sim/nor/nor_chip.h"
#include "sim/uart/uart.h"

enum {
    PLAIN_WORDS = (PERI_END - DPORT_BASE) / 4,
    RTC_SLOW_HZ = 150000,
    JITTER_FACTOR = 2654435, /* makes a number of each tick that seems random */
    FUSES_READ_NS = 2000,
    /* A store takes a while to the UART, and its interrupt back to the CPU.  The real ROM
     * needs this: it enables the interrupt one instruction before it says which UART it
     * listens to. */
    STORE_CYCLES = 12,
    CPU_INTERRUPTS = 32,
};

uint32_t *esp32_io_new_storage(void)
{
    return calloc(PLAIN_WORDS, sizeof(uint32_t));
}

static uint32_t *plain(const struct esp32 *chip, uint32_t address)
{
    return &chip->plain[(address - DPORT_BASE) / 4];
}

/* The data bus's address of a register, or 0 if there is no register. */
static uint32_t canonical(uint32_t address)
{
    if (address >= AHB_BASE && address < AHB_END)
        return address - AHB_BASE + PERI_BASE;
    return address >= DPORT_BASE && address < PERI_END ? address : 0;
}

static bool in(uint32_t address, uint32_t first, uint32_t end)
{
    return address >= first && address < end;
}

static uint32_t load_fuse(const struct esp32 *chip, uint32_t address)
{
    uint32_t word = (address - EFUSE_BLK0) / 4;

    if (word < FUSES_BLOCK0_WORDS)
        return chip->fuses.block0[word];
    if (address < EFUSE_BLK1)
        return *plain(chip, address);
    word = (address - EFUSE_BLK1) / 4;
    return chip->fuses.blocks[word / FUSES_BLOCK_WORDS][word % FUSES_BLOCK_WORDS];
}

static uint64_t rtc_time(const struct esp32 *chip)
{
    const uint64_t tick_ns = 1000000000 / RTC_SLOW_HZ;
    uint64_t now = esp32_now_ns(chip), ticks = now / tick_ns;
    bool late = chip->config.slow_jitter && (ticks * JITTER_FACTOR >> 7 & 1) != 0;

    return late && now % tick_ns < tick_ns * 9 / 10 ? ticks - 1 : ticks;
}

static uint32_t load_special(const struct esp32 *chip, uint32_t address)
{
    uint32_t value = *plain(chip, address);

    switch (address) {
    case GPIO_STRAP:
        return chip->strap;
    case RTC_CNTL_RESET_STATE:
        return (uint32_t)chip->cause | (uint32_t)chip->cause << RESET_STATE_APP_SHIFT |
               RESET_STATE_VECTORS;
    case RTC_CNTL_TIME_UPDATE:
        return value | TIME_VALID;
    case RTC_CNTL_TIME0:
        return (uint32_t)rtc_time(chip);
    case RTC_CNTL_TIME1:
        return (uint32_t)(rtc_time(chip) >> 32);
    case SLC_0TX_LINK:
        return value | SLC_LINK_PARK;
    case EFUSE_CMD:
        return esp32_now_ns(chip) < chip->fuses_read_ns ? value : 0;
    case DPORT_PRO_CACHE_CTRL:
        return value & CACHE_FLUSH_ENA ? value | CACHE_FLUSH_DONE : value;
    case TIMG0 + TIMG_RTCCALICFG:
        return value | RTC_CALI_RDY;
    case TIMG0 + TIMG_RTCCALICFG1:
        return esp32_calibration(chip);
    case APB_CTRL_DATE: /* revision 3 has all three bits */
        return APB_CTRL_DATE_VALUE |
               (fuses_revision(&chip->config.fuses) == 3 ? APB_CTRL_REVISION_BIT : 0);
    default:
        return value;
    }
}

static uint32_t load_word(struct esp32 *chip, uint32_t address)
{
    uint64_t now = esp32_now_ns(chip);

    if (in(address, UART0, UART0_END))
        return uart_load(chip->uart, address - UART0, now);
    if (in(address, SPI1, SPI1_END)) {
        chip->spi_used_ns = now;
        return spi_load(chip->spi, address - SPI1, now);
    }
    if (in(address, EFUSE_BLK0, EFUSE_BLK3_END))
        return load_fuse(chip, address);
    return load_special(chip, address);
}

/* Detects a program that waits for its UART.  It may look at the places in the FIFO, too. */
static void watch_polling(struct esp32 *chip, const struct xtensa *cpu, uint32_t status)
{
    if (polling_watch(&chip->polling, cpu->pc, status, cpu->cycles))
        xtensa_yield(&chip->cpu);
}

/* The cache reads the flash's contents.  It is never stale here. */
static uint32_t load_flash(const struct esp32 *chip, uint32_t address)
{
    uint32_t offset = address - FLASH_WINDOW, place, value = 0;
    uint32_t entry = *plain(chip, FLASH_MMU_TABLE + 4 * (offset >> FLASH_PAGE_SHIFT));

    if (entry & FLASH_MMU_INVALID)
        return 0;
    place = (entry & 0xff) << FLASH_PAGE_SHIFT | (offset & 0xffff);
    for (unsigned i = 0; i < 4; i++)
        value |= (uint32_t)nor_bytes(chip->nor)[(place + i) % nor_size(chip->nor)] << 8 * i;
    return value;
}

int esp32_io_load(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    struct esp32 *chip = ctx;
    uint32_t place = canonical(address), word;

    if (in(address, FLASH_WINDOW, FLASH_WINDOW_END))
        word = load_flash(chip, address & ~3u);
    else if (!place)
        return XTENSA_BUS_FAULT(XTENSA_LOAD_PROHIBITED);
    else
        word = load_word(chip, place & ~3u);
    if (place == UART_STATUS_0)
        watch_polling(chip, cpu, word);
    else if (place != UART_MEM_RX_STATUS_0)
        chip->polling.rounds = 0;
    if (place == UART_STATUS_0 || place == UART_MEM_RX_STATUS_0)
        esp32_receive_late(chip);
    if (in(place, UART0, UART0_END))
        esp32_io_update_irq(chip);
    *value = word >> 8 * (address & 3);
    if (size < 4)
        *value &= size == 1 ? 0xffu : 0xffffu;
    return 0;
}

/* The interrupt matrix leads the UART's interrupt to one of the CPU's. */
void esp32_io_update_irq(struct esp32 *chip)
{
    uint32_t line = *plain(chip, DPORT_PRO_UART_INTR_MAP) % CPU_INTERRUPTS;

    xtensa_set_irq(&chip->cpu, line,
                   uart_irq(chip->uart) && chip->cpu.cycles >= chip->irq_from_cycles);
}

/* The GPIO matrix leads the controller's outputs to pins that the fuses name. */
static bool matrix_reaches(const struct esp32 *chip, uint32_t pads)
{
    static const uint8_t signals[] = {SPICLK_OUT, SPIQ_OUT, SPID_OUT, SPICS0_OUT};
    bool reaches = true;

    for (unsigned i = 0; i < sizeof signals; i++)
        if ((*plain(chip, GPIO_FUNC0_OUT_SEL + 4 * (pads >> 6 * i & 0x3f)) & OUT_SEL_MASK) !=
            signals[i])
            reaches = false;
    return reaches;
}

/* The flash is connected if the simulated ROM has attached it, or if the program gives the
 * controller the pins to which the flash is wired: pins 6 to 11, or those of the fuses. */
void esp32_io_update_pins(struct esp32 *chip)
{
    static const uint32_t pins[] = {IO_MUX_GPIO6, IO_MUX_GPIO11};
    uint32_t pads = fuses_flash_pads(&chip->fuses);
    bool by_program = true;

    for (unsigned i = 0; i < sizeof pins / sizeof *pins; i++)
        if ((*plain(chip, pins[i]) >> MCU_SEL_SHIFT & MCU_SEL_MASK) != MCU_SEL_SPI)
            by_program = false;
    if (pads)
        by_program = matrix_reaches(chip, pads);
    spi_connect_pins(chip->spi, chip->flash_attached || by_program);
}

/* Only a reset by power clears the RTC's registers. */
void esp32_io_reset(struct esp32 *chip, enum esp32_reset cause)
{
    uint32_t rtc[(RTC_CNTL_END - RTC_CNTL) / 4];

    memcpy(rtc, plain(chip, RTC_CNTL), sizeof rtc);
    memset(chip->plain, 0, PLAIN_WORDS * sizeof *chip->plain);
    if (cause != ESP32_RESET_POWER_ON && cause != ESP32_RESET_RTC_WDT)
        memcpy(plain(chip, RTC_CNTL), rtc, sizeof rtc);
    *plain(chip, RTC_CNTL_OPTIONS0) = 0;
    *plain(chip, RTC_CNTL_CLK_CONF) = 0;
    *plain(chip, DPORT_PRO_UART_INTR_MAP) = INTR_MAP_RESET;
    chip->flash_attached = false;
    chip->spi_used_ns = esp32_now_ns(chip);
    esp32_dogs_reset(chip);
}

static void store_plain(struct esp32 *chip, uint32_t address, uint32_t value)
{
    esp32_dogs_store(chip, address, &value);
    *plain(chip, address) = value;
    if (in(address, GPIO_FUNC0_OUT_SEL, GPIO_FUNC_OUT_SEL_END))
        esp32_io_update_pins(chip);
    switch (address) {
    case RTC_CNTL_OPTIONS0:
        if (value & SW_SYS_RST)
            esp32_want_reset(chip, ESP32_RESET_SOFTWARE);
        else if (value & SW_PROCPU_RST)
            esp32_want_reset(chip, ESP32_RESET_SOFTWARE_CPU);
        break;
    case RTC_CNTL_CLK_CONF:
    case DPORT_CPU_PER_CONF:
    case APB_CTRL_SYSCLK_CONF:
        esp32_update_clocks(chip);
        break;
    case EFUSE_CMD:
        chip->fuses_read_ns = esp32_now_ns(chip) + FUSES_READ_NS;
        break;
    case DPORT_PRO_UART_INTR_MAP:
        esp32_io_update_irq(chip);
        break;
    case IO_MUX_GPIO6:
    case IO_MUX_GPIO11:
        esp32_io_update_pins(chip);
        break;
    default:
        break;
    }
}

/* Registers take whole words.  A narrower store sets the bytes of its lane, and keeps the
 * others. */
static uint32_t whole(struct esp32 *chip, uint32_t place, unsigned size, uint32_t value)
{
    unsigned shift = 8 * (place & 3);
    uint32_t mask = size == 4 ? 0xffffffffu : ((1u << 8 * size) - 1) << shift;

    if (size == 4)
        return value;
    return (*plain(chip, place & ~3u) & ~mask) | (value << shift & mask);
}

int esp32_io_store(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value)
{
    struct esp32 *chip = ctx;
    uint32_t place = canonical(address);
    uint64_t now = esp32_now_ns(chip);

    chip->polling.rounds = 0;
    if (!place)
        return XTENSA_BUS_FAULT(XTENSA_STORE_PROHIBITED);
    value = whole(chip, place, size, value);
    place &= ~3u;
    if (in(place, UART0, UART0_END)) {
        if (!uart_irq(chip->uart))
            chip->irq_from_cycles = chip->cpu.cycles + STORE_CYCLES;
        uart_store(chip->uart, place - UART0, value, now);
        esp32_io_update_irq(chip);
        xtensa_yield(cpu); /* the next event may have changed */
    } else if (in(place, SPI1, SPI1_END)) {
        chip->spi_used_ns = now;
        spi_store(chip->spi, place - SPI1, value, now, chip->apb_hz);
        if (spi_asks_until(chip->spi))
            xtensa_yield(cpu);
    } else {
        store_plain(chip, place, value);
    }
    return 0;
}
