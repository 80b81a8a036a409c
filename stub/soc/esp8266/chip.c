/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ESP8266 itself: start, time, watchdog, reset, memory map, MD5.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/chip.h"

#include "esp/wire/protocol.h"
#include "stub/cpu/xtensa/ccount.h"
#include "stub/cpu/xtensa/entry.h"
#include "stub/cpu/xtensa/interrupts.h"
#include "stub/crc32.h"
#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/soc/esp8266/flash.h"
#include "stub/soc/esp8266/registers.h"
#include "stub/soc/esp8266/rom_functions.h"
#include "stub/soc/esp8266/serial.h"
#include "stub/stub.h"

/* The compiler calls this function for a division. */
__attribute__((used, externally_visible)) uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    return rom_udivsi3(dividend, divisor);
}

uint32_t entry_registers[6];

void stub_main(void)
{
    stub_start();
    for (;;)
        stub_poll();
}

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

/* The ROM has started the PLL. */
uint32_t chip_speed(void)
{
    return 2;
}

void chip_double_clock(bool twice)
{
    chip_cycles();
    *registers(CPU_CLOCK) =
        (*registers(CPU_CLOCK) & ~(uint32_t)CPU_CLOCK_X2) | (twice ? CPU_CLOCK_X2 : 0);
    bus.doubled = twice;
}

uint32_t chip_mask_interrupts(void)
{
    return interrupts_mask();
}

void chip_restore_interrupts(uint32_t saved)
{
    interrupts_restore(saved);
}

/* ---- memory ---- */

enum { BANKS = 0x40108000, BANK_SIZE = 0x4000, BANK_COUNT = 2 };

/* Each word gets a value of its own.  If two banks are the same memory, the test shows
 * it. */
static bool banks_keep(uint32_t pattern)
{
    bool kept = true;

    for (uint32_t pass = 0; pass < 2; pass++) {
        for (uint32_t bank = BANKS; bank < BANKS + BANK_COUNT * BANK_SIZE; bank += BANK_SIZE) {
            volatile uint32_t *first = registers(bank);
            volatile uint32_t *last = registers(bank + BANK_SIZE - 4);

            if (pass == 0) {
                *first = pattern ^ bank;
                *last = ~pattern ^ bank;
            } else {
                kept = kept && *first == (pattern ^ bank) && *last == (~pattern ^ bank);
            }
        }
    }
    return kept;
}

/* Takes the upper half of instruction RAM from the cache.  The cache uses this memory if a
 * program has run from the flash and the chip was not reset from outside since then. */
static bool free_banks(void)
{
    volatile uint32_t *dport = registers(DPORT_BASE);

    dport[DPORT_CACHE_CTL] &= ~(uint32_t)DPORT_CACHE_ON;
    dport[DPORT_CACHE_MEMORY] &= ~(uint32_t)DPORT_CACHE_BANKS;
    return banks_keep(0x5aa5c33c) && banks_keep(0xa55a3cc3);
}

/* Sends ESP_STUB_REFUSAL without the rings, because the rings need that memory.  The FIFO
 * has room, because it holds at most the answer to MEM_END. */
static void refuse(void)
{
    volatile uint32_t *uart = registers(UART0_BASE);

    uart[UART_FIFO] = ESP_SLIP_END;
    for (uint32_t word = ESP_STUB_REFUSAL; word != 0; word >>= 8)
        uart[UART_FIFO] = word & 0xff;
    uart[UART_FIFO] = ESP_SLIP_END;
    entry_leave(rom_loader);
}

void chip_init(void)
{
    chip_double_clock(false);
    /* The ROM stops the watchdog in this way. */
    registers(PERIPHERALS_BASE)[WDT_CTL] &= ~(uint32_t)WDT_CTL_ENABLE;
    chip_feed_watchdog();
    registers(DPORT_BASE)[DPORT_NMI] = 0;
    /* UART1 shares the interrupt, and the stub has no handler for it. */
    registers(UART1_BASE)[UART_INT_ENA] = 0;
    if (!free_banks())
        refuse();
    uart_take_over();
    flash_take_over();
}

void chip_delay_us(uint32_t us)
{
    uint32_t start = chip_cycles();

    while (chip_cycles() - start < us * STUB_CYCLES_PER_US)
        continue;
}

void chip_feed_watchdog(void)
{
    registers(PERIPHERALS_BASE)[WDT_FEED] = WDT_FEED_WORD;
}

/* After a software reset the chip would stay in the ROM's loader if the strapping pins
 * still select the loader (source: esptool's soft_reset()).  So the stub returns to the
 * place in the ROM's main() that loads the flash's program.  Espressif's own stubs do the
 * same. */
void chip_leave(void)
{
    chip_double_clock(false);
    uart_give_back();
    flash_give_back();
    *registers(ROM_USER_START) = 0;
    entry_leave(rom_boot_flash);
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
        uint32_t word = *next; /* instruction RAM does not take byte loads */
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
