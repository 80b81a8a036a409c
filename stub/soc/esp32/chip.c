/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP32 itself: start, time, watchdogs, reset, memory map.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"

#include "stub/cpu/xtensa/entry.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/crc32.h"
#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/soc/common/spi1.h"
#include "stub/soc/common/uart0.h"
#include "stub/soc/esp32/esp32_clock.h"
#include "stub/soc/esp32/esp32_registers.h"
#include "stub/stub.h"

enum {
    LEAVE_TICKS = 300,    /* of the slow clock, 150 kHz: 2 ms */
    LEAVE_US = 200000, /* for the watchdog to act */
};

uint32_t entry_registers[6];

void stub_main(void)
{
    stub_start();
    for (;;)
        stub_poll();
}

uint32_t chip_mask_interrupts(void)
{
    return interrupts_mask();
}

void chip_restore_interrupts(uint32_t saved)
{
    interrupts_restore(saved);
}

static void stop_group_watchdog(uint32_t base)
{
    volatile uint32_t *group = registers(base);

    group[TIMG_WDTWPROTECT] = WDT_KEY;
    group[TIMG_WDTCONFIG0] = 0;
    group[TIMG_WDTWPROTECT] = 0;
}

static void stop_watchdogs(void)
{
    volatile uint32_t *rtc = registers(RTC_CNTL_BASE);

    stop_group_watchdog(TIMG0_BASE);
    stop_group_watchdog(TIMG1_BASE);
    rtc[RTC_CNTL_WDTWPROTECT] = WDT_KEY;
    rtc[RTC_CNTL_WDTCONFIG0] = 0;
    rtc[RTC_CNTL_WDTWPROTECT] = 0;
}

void chip_init(void)
{
    stop_watchdogs();
    clock_take_over();
    uart_take_over();
    flash_take_over();
}

void chip_delay_us(uint32_t us)
{
    uint32_t start = chip_cycles();

    while (chip_cycles() - start < us * STUB_CYCLES_PER_US)
        continue;
}

/* chip_init() has stopped the watchdogs. */
void chip_feed_watchdog(void)
{
}

/* The RTC's watchdog resets the whole chip, as the power does: only then are the strapping
 * pins sampled, and the program in the flash starts if GPIO0 is no longer low.  A reset by
 * software would end in the ROM's loader again. */
void chip_leave(void)
{
    volatile uint32_t *rtc = registers(RTC_CNTL_BASE);

    uart_give_back();
    flash_give_back();
    rtc[RTC_CNTL_WDTWPROTECT] = WDT_KEY;
    rtc[RTC_CNTL_WDTFEED] = RTC_WDT_FEED;
    rtc[RTC_CNTL_WDTCONFIG1] = LEAVE_TICKS;
    rtc[RTC_CNTL_WDTCONFIG0] = RTC_WDT_EN | RTC_WDT_STG0_RTC | RTC_WDT_RESET_LENGTHS;
    rtc[RTC_CNTL_WDTWPROTECT] = 0;
    chip_delay_us(LEAVE_US);
    clock_give_back();
    rom_loader();
}

bool chip_address_ok(uint32_t address)
{
    if (address % 4 != 0)
        return false;
    return (address >= 0x3ff00000 && address < 0x3ff01000) || /* DPORT */
           (address >= 0x3ff40000 && address < 0x3ff80000) || /* peripherals, eFuses */
           (address >= 0x3ff90000 && address < 0x3ffa0000) || /* ROM data */
           (address >= 0x3ffae000 && address < 0x40060000) || /* DRAM, ROM */
           (address >= 0x40080000 && address < 0x400a0000) || /* IRAM */
           (address >= 0x50000000 && address < 0x50002000) || /* RTC memory */
           (address >= 0x60000000 && address < 0x60040000);   /* peripherals, other bus */
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
        uint32_t word = *next; /* instruction RAM does not take byte loads */
        crc = crc32_add(crc, &word, sizeof word);
    }
    return crc;
}

/* Hosts send commands to the flash by the controller's registers. */
uint32_t chip_load(uint32_t address)
{
    flash_forget();
    return *registers(address);
}

void chip_store(uint32_t address, uint32_t value)
{
    flash_forget();
    *registers(address) = value;
}
