/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266 itself: start, time, watchdog, reset, memory map, MD5.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "../chip.h"

#include "../crc32.h"
#include "../deflate.h"
#include "../stub.h"
#include "entry.h"
#include "flash.h"
#include "registers.h"
#include "rom.h"
#include "uart.h"

/* The fastest clock there is (40 MHz crystal); with the usual 26 MHz it is 52,
 * and delays become longer, as they do in the ROM. */
enum { CYCLES_PER_US = 80 };

/* The compiler calls it for a division. */
__attribute__((used, externally_visible)) uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    return rom_udivsi3(dividend, divisor);
}

void stub_main(void)
{
    stub_start();
    for (;;)
        stub_poll();
}

static uint32_t ccount(void)
{
    uint32_t cycles;

    __asm__ volatile("rsr %0, ccount" : "=a"(cycles));
    return cycles;
}

static struct {
    uint32_t cycles;  /* of the bus */
    uint32_t ccount;  /* up to which they are counted */
    uint32_t doubled; /* 1 when the CPU's clock is, else 0 */
} bus;

uint32_t chip_cycles(void)
{
    uint32_t passed = (ccount() - bus.ccount) >> bus.doubled;

    bus.ccount += passed << bus.doubled;
    return bus.cycles += passed;
}

static void set_clock(uint32_t twice)
{
    chip_cycles();
    *registers(CPU_CLOCK) = (*registers(CPU_CLOCK) & ~(uint32_t)CPU_CLOCK_X2) | twice;
    bus.doubled = twice;
}

/* CPU cycles that the flash controller takes for something that it clocks itself,
 * whether there is a flash or not. */
static uint32_t measure_read(void)
{
    uint32_t chunk[CHIP_FLASH_CHUNK / 4], start;

    chip_flash_start(0, sizeof chunk);
    start = ccount();
    chip_flash_finish(chunk);
    return ccount() - start;
}

uint32_t chip_hurry(void)
{
    uint32_t saved, before, after;

    set_clock(0);
    __asm__ volatile("rsil %0, 15" : "=a"(saved) : : "memory");
    before = measure_read();
    set_clock(CPU_CLOCK_X2);
    after = measure_read();
    __asm__ volatile("wsr %0, ps\n\trsync" : : "a"(saved) : "memory");
    /* 1104 cycles and a hundred for the copy, or the former twice. */
    if (after < before + before / 2)
        set_clock(0);
    return 1 + bus.doubled;
}

void chip_init(void)
{
    set_clock(0);
    /* The ROM's way to stop the watchdog. */
    registers(PERIPHERALS_BASE)[WDT_CTL] &= ~(uint32_t)WDT_CTL_ENABLE;
    chip_feed_watchdog();
    uart_take_over();
    flash_take_over();
}

void chip_delay_us(uint32_t us)
{
    uint32_t start = chip_cycles();

    while (chip_cycles() - start < us * CYCLES_PER_US)
        continue;
}

void chip_feed_watchdog(void)
{
    registers(PERIPHERALS_BASE)[WDT_FEED] = WDT_FEED_WORD;
}

void chip_reset(void)
{
    /* The ROM never touches it, and a reset is not known to clear it everywhere. */
    set_clock(0);
    for (;;)
        registers(PERIPHERALS_BASE)[RTC_CTL] |= RTC_SW_RESET;
}

bool chip_address_ok(uint32_t address)
{
    if (address % 4 != 0)
        return false;
    return (address >= 0x3ff00000 && address < 0x3ff01000) || /* DPORT, eFuses */
           (address >= 0x3ffe8000 && address < 0x40010000) || /* DRAM, ROM */
           (address >= 0x40100000 && address < 0x40108000) || /* IRAM */
           (address >= 0x60000000 && address < 0x60001400);   /* peripherals, RTC memory */
}

/* From the linker script. */
extern const volatile uint32_t stub_entry[], stub_code_end[];

struct deflate_words *chip_deflate_words(void)
{
    static struct deflate_words words STUB_WORDS;

    return &words;
}

uint32_t chip_code_crc32(void)
{
    uint32_t crc = 0;

    for (const volatile uint32_t *next = stub_entry; next != stub_code_end; next++) {
        uint32_t word = *next; /* instruction RAM takes no byte loads */
        crc = crc32_add(crc, &word, sizeof word);
    }
    return crc;
}

uint32_t chip_load(uint32_t address)
{
    return *registers(address);
}

void chip_store(uint32_t address, uint32_t value)
{
    *registers(address) = value;
}

void chip_md5_start(struct chip_md5 *md5)
{
    MD5Init(md5);
}

void chip_md5_add(struct chip_md5 *md5, const void *bytes, uint32_t size)
{
    MD5Update(md5, bytes, size);
}

void chip_md5_end(struct chip_md5 *md5, uint8_t digest[16])
{
    MD5Final(digest, md5);
}
