/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32: its addresses and texts, and its way to the chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The texts are those of the real ROM's log, as published logs show it.
 */
#include "sim/chip/esp32/rom/esp32_rom.h"

#include <stdio.h>

#include "sim/chip/esp32/esp32_io.h"
#include "sim/chip/esp32/esp32_regs.h"
#include "sim/chip/esp32/rom/esp32_rom_private.h"
#include "sim/cpu/xtensa/xtensa_abi.h"

enum {
    CHIP_MAGIC = 0x40001000, /* the word by which clients know the chip */
    MAGIC_VALUE = 0x00f01d83,
    STACK = 0x3ffe3eb0, /* a1 of a program that MEM_END starts */
    /* PS of a program that MEM_END starts, as observed: windows on, called by callx8, user
     * vectors. */
    PROGRAM_PS = 0x60320,
    CALLER_STACK = 12, /* the caller's stack pointer, this far below the own one */
    MAIN_FRAME = 64,
    RETURN_MASK = 0x3fffffff, /* of an address to return to; above it the call's size */
    DOWNLOAD_MASK = 0x13,     /* the straps that choose the mode: GPIO0 and others */
};
#define RETURN_CALL8 0x80000000u

static const struct rom32_facts facts = {
    .reset_vector = 0x40000400,
    .program_return = 0x40000408,
    .resume = 0x40000410,
    .functions = esp32_rom_functions,
    .function_count = ESP32_ROM_FUNCTIONS,
    .flash_chip = 0x3ffae270,
    .ticks = 0x3ffe01e0, /* g_ticks_per_us_pro */
    .packet = 0x3ffc0000,
    .packet_size = 0x2000,
    .uart_device = 0x3ffe019c, /* UartDev of esp32.rom.ld */
    .uart = {
        .base = UART0,
        .count_mask = 0xff,
        .sending = 0x0fff0000, /* ST_UTX_OUT, TXFIFO_CNT */
        .autobaud = UART0 + 0x18,
        .autobaud_on = 0x401, /* glitch filter 4, enable */
        .ring = 256,
        .pulse_lost = 9,
        .interrupt_map = DPORT_PRO_UART_INTR_MAP,
    },
    .spi = {
        .cmd = SPI1,
        .addr = SPI1 + 0x04,
        .ctrl = SPI1 + 0x08,
        .rd_status = SPI1 + 0x10,
        .clock = SPI1 + 0x18,
        .user = SPI1 + 0x1c,
        .user1 = SPI1 + 0x20,
        .user2 = SPI1 + 0x24,
        .miso_dlen = SPI1 + 0x2c,
        .w0 = SPI1 + 0x80,
        .address_shift = 8,
        .ctrl_value = 0x208000, /* WP, RESANDRES, as observed */
        .clock_value = 0x3043,  /* a quarter of the bus clock */
        /* The command, and the clock's edge.  The command phase is on after a reset: the real
         * ROM does not switch it on. */
        .user_kept = 0x80000040u,
        .user_read = 0x50000000u, /* address, MISO */
    },
    .loader = {.begin_words = 4, .inflate_rounds = true},
    .boot = {
        .bootloader = 0x1000,
        .pins = "configsip: 0, SPIWP:0xee\nclk_drv:0x00,q_drv:0x00,d_drv:0x00,"
                "cs0_drv:0x00,hd_drv:0x00,wp_drv:0x00\n",
        .boot_cycles = 18000,
    },
};

static bool peek(void *chip, uint32_t address, uint32_t *value)
{
    struct esp32 *esp32 = chip;

    return xtensa_peek(&esp32->cpu, address, 4, value);
}

static bool poke(void *chip, uint32_t address, uint32_t value)
{
    struct esp32 *esp32 = chip;

    return xtensa_poke(&esp32->cpu, address, 4, value);
}

static uint32_t argument(void *chip, unsigned number)
{
    struct esp32 *esp32 = chip;
    uint32_t value = 0;

    xtensa_call_argument(&esp32->cpu, number, &value);
    return value;
}

static void give(void *chip, uint64_t result)
{
    struct esp32 *esp32 = chip;

    xtensa_call_return64(&esp32->cpu, result);
}

static uint32_t link_address(void *chip)
{
    struct esp32 *esp32 = chip;

    return esp32->cpu.a[0];
}

/* The program sees the registers as after "callx8 entry" in main(). */
static void enter_program(struct rom32 *rom, void *chip)
{
    struct xtensa *cpu = &((struct esp32 *)chip)->cpu;

    cpu->intenable = 0;
    cpu->ps = PROGRAM_PS;
    xtensa_set_window(cpu, 1, 2);
    cpu->a[1] = STACK;
    rom32_store(rom, STACK - CALLER_STACK, STACK + MAIN_FRAME);
    cpu->a[8] = (facts.program_return & RETURN_MASK) | RETURN_CALL8;
}

static uint32_t uart_clock(void *chip)
{
    return esp32_measured_crystal(chip);
}

static uint32_t pads(void *chip)
{
    const struct esp32 *esp32 = chip;

    return fuses_flash_pads(&esp32->fuses);
}

static void attach(void *chip, uint32_t wanted)
{
    struct esp32 *esp32 = chip;

    esp32->flash_attached = wanted == pads(chip);
    esp32_io_update_pins(esp32);
}

static bool downloads(void *chip)
{
    const struct esp32 *esp32 = chip;

    return (esp32->strap & DOWNLOAD_MASK) == STRAP_DOWNLOAD;
}

static const char *cause_name(enum esp32_reset cause)
{
    switch (cause) {
    case ESP32_RESET_POWER_ON:
        return "POWERON_RESET";
    case ESP32_RESET_SOFTWARE:
        return "SW_RESET";
    case ESP32_RESET_TG0_WDT:
        return "TG0WDT_SYS_RESET";
    case ESP32_RESET_TG1_WDT:
        return "TG1WDT_SYS_RESET";
    case ESP32_RESET_RTC_WDT_SYSTEM:
        return "RTCWDT_SYS_RESET";
    case ESP32_RESET_TG_WDT_CPU:
        return "TGWDT_CPU_RESET";
    case ESP32_RESET_SOFTWARE_CPU:
        return "SW_CPU_RESET";
    case ESP32_RESET_RTC_WDT_CPU:
        return "RTCWDT_CPU_RESET";
    case ESP32_RESET_RTC_WDT:
        return "RTCWDT_RTC_RESET";
    }
    return "NO_MEAN";
}

static void banner(void *chip, char *text, size_t size)
{
    const struct esp32 *esp32 = chip;

    snprintf(text, size, "ets Jul 29 2019 12:21:46\n\nrst:0x%x (%s),boot:0x%x (%s)",
             (unsigned)esp32->cause, cause_name(esp32->cause), (unsigned)esp32->strap,
             downloads(chip) ? "DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2)"
                             : "SPI_FAST_FLASH_BOOT");
}

static void want_reset(void *chip, enum rom32_reset reset)
{
    esp32_want_reset(chip, reset == ROM32_RESET_CPU ? ESP32_RESET_SOFTWARE_CPU
                                                    : ESP32_RESET_SOFTWARE);
}

static void guard_boot(void *chip, bool on)
{
    esp32_dogs_flash_boot(chip, on);
}

struct rom32 *esp32_rom_new(struct esp32 *chip)
{
    const struct rom32_machine machine = {
        .chip = chip,
        .cycles = &chip->cpu.cycles,
        .pc = &chip->cpu.pc,
        .cpu_hz = &chip->cpu_hz,
        .application = &chip->config.common.application,
        .peek = peek,
        .poke = poke,
        .argument = argument,
        .give = give,
        .link = link_address,
        .enter_program = enter_program,
        .serve = esp32_rom_serve,
        .uart_clock = uart_clock,
        .pads = pads,
        .attach = attach,
        .downloads = downloads,
        .banner = banner,
        .want_reset = want_reset,
        .guard_boot = guard_boot,
    };

    return rom32_new(&facts, &machine);
}

void esp32_rom_fill(uint8_t *bytes)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[CHIP_MAGIC - ESP32_ROM_BASE + i] = (uint8_t)(MAGIC_VALUE >> 8 * i);
}
