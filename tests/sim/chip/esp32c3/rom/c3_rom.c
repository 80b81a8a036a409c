/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated boot ROM of the ESP32-C3: its addresses and texts, and its way to the chip.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The texts are those of the real ROM's log, as published logs show it.  The addresses of memory
 * and the security information are as observed.
 */
#include "sim/chip/esp32c3/rom/c3_rom.h"

#include <stdio.h>
#include <string.h>

#include "sim/chip/esp32c3/c3_io.h"
#include "sim/chip/esp32c3/c3_regs.h"
#include "sim/chip/esp32c3/rom/c3_rom_private.h"

enum {
    RA = 1,
    A0 = 10,
    A1 = 11,
    CHIP_MAGIC = 0x40001000, /* the word by which clients know the chip */
    MAGIC_VALUE = 0x1b31506f,
    ECO = 0x40000014, /* _rom_eco_version of Espressif's stub */
    ECO_VALUE = 3,
    CHIP_ID = 5,
    /* Flags of GET_SECURITY_INFO, each seen on the real ROM with the fuse burnt.  The fuses for
     * USB set none. */
    FLAG_SECURE_BOOT = 1 << 0,
    FLAG_AGGRESSIVE_REVOKE = 1 << 1,
    FLAG_SECURE_DOWNLOAD = 1 << 2,
    FLAG_REVOKED_SHIFT = 3,
    FLAG_SOFT_JTAG = 1 << 6,
    FLAG_HARD_JTAG = 1 << 7,
    FLAG_DOWNLOAD_ICACHE = 1 << 10,
    INFO_CRYPT_COUNT = 4,
    INFO_PURPOSES = 5,
    INFO_LAST_PURPOSE = 11, /* behind the six keys; 12 on a chip without any */
    INFO_CHIP_ID = 12,
    INFO_ECO = 16,
};

static const struct rom32_facts facts = {
    .reset_vector = ROM_BASE,
    .program_return = C3_PROGRAM_RETURN,
    .resume = C3_RESUME,
    .functions = c3_rom_functions,
    .function_count = C3_ROM_FUNCTIONS,
    .flash_chip = 0x3fcdf5c0,
    .flash_chip_pointer = 0x3fcdfff0, /* rom_spiflash_legacy_data */
    .ticks = 0x3fcdf5fc,
    .packet = 0x3fccae04,
    .packet_size = 0x2000,
    .uart_device = 0x3fcdf064, /* as in the real ROM */
    .usb = USB_SERIAL_JTAG,
    .uart = {
        .base = UART0,
        .count_mask = 0x3ff,
        .sending = 0x03ff0000, /* TXFIFO_CNT */
        .state = UART0 + 0x6c, /* UART_FSM_STATUS: ST_UTX_OUT */
        .state_sending = 0xf0,
        .autobaud = UART0 + 0x20, /* UART_CONF0 */
        .autobaud_on = 1 << 27,
        .autobaud_kept = ~(1u << 27),
        .ring = 2048,
        .pulse_lost = 1,
        .interrupt_map = INTERRUPT + 4 * SOURCE_UART0,
        .clock = UART0 + 0x78, /* UART_CLK_CONF */
        .clock_value = 0x03700000, /* the crystal, not divided, as observed */
    },
    .spi = {
        .cmd = SPI1,
        .addr = SPI1 + 0x04,
        .ctrl = SPI1 + 0x08,
        .clock = SPI1 + 0x14,
        .user = SPI1 + 0x18,
        .user1 = SPI1 + 0x1c,
        .user2 = SPI1 + 0x20,
        .miso_dlen = SPI1 + 0x28,
        .rd_status = SPI1 + 0x2c,
        .w0 = SPI1 + 0x58,
        .ctrl_value = 0x002c2000,
        .clock_value = 0x00030103, /* a quarter of the bus clock */
        /* All but the phases of a dummy and of data to the flash, as observed.  The command phase
         * is on after a reset: the real ROM does not switch it on. */
        .user_kept = 0xd7ffffffu,
        .user_read = 0x50000000, /* address, MISO */
    },
    .loader = {.begin_words = 5, .panics = true},
    .boot = {
        .bootloader = 0,
        .pins = "SPIWP:0xee\n",
        .hex_lengths = true,
        .boot_cycles = 18000,
    },
};

static bool peek(void *chip, uint32_t address, uint32_t *value)
{
    struct c3 *c3 = chip;

    return rv32_peek(&c3->cpu, address, 4, value);
}

static bool poke(void *chip, uint32_t address, uint32_t value)
{
    struct c3 *c3 = chip;

    return rv32_poke(&c3->cpu, address, 4, value);
}

static uint32_t argument(void *chip, unsigned number)
{
    const struct c3 *c3 = chip;

    return c3->cpu.x[A0 + number];
}

static void give(void *chip, uint64_t result)
{
    struct c3 *c3 = chip;

    c3->cpu.x[A0] = (uint32_t)result;
    c3->cpu.x[A1] = (uint32_t)(result >> 32);
    c3->cpu.pc = c3->cpu.x[RA];
}

static uint32_t link_address(void *chip)
{
    const struct c3 *c3 = chip;

    return c3->cpu.x[RA];
}

static uint32_t uart_clock(void *chip)
{
    (void)chip;
    return C3_CRYSTAL_HZ;
}

static uint32_t pads(void *chip)
{
    const struct c3 *c3 = chip;

    return c3->config.fuses.pads;
}

/* The flash's pins belong to the controller from the reset on. */
static void attach(void *chip, uint32_t wanted)
{
    (void)chip;
    (void)wanted;
}

static bool downloads(void *chip)
{
    const struct c3 *c3 = chip;

    return !(c3->strap & STRAP_NO_DOWNLOAD) && !c3->config.fuses.no_download;
}

static const char *cause_name(enum c3_reset cause)
{
    switch (cause) {
    case C3_RESET_POWER_ON:
        return "POWERON";
    case C3_RESET_SOFTWARE:
        return "RTC_SW_SYS_RST";
    case C3_RESET_TG0_WDT:
        return "TG0WDT_SYS_RST";
    case C3_RESET_TG1_WDT:
        return "TG1WDT_SYS_RST";
    case C3_RESET_RTC_WDT_CORE:
        return "RTCWDT_SYS_RST";
    case C3_RESET_TG0_WDT_CPU:
        return "TG0WDT_CPU_RST";
    case C3_RESET_SOFTWARE_CPU:
        return "RTC_SW_CPU_RST";
    case C3_RESET_RTC_WDT_CPU:
        return "RTCWDT_CPU_RST";
    case C3_RESET_RTC_WDT:
        return "RTCWDT_RTC_RST";
    case C3_RESET_TG1_WDT_CPU:
        return "TG1WDT_CPU_RST";
    case C3_RESET_SUPER_WDT:
        return "SUPER_WDT_RST";
    }
    return "NO_MEAN";
}

static void banner(void *chip, char *text, size_t size)
{
    const struct c3 *c3 = chip;

    snprintf(text, size,
             "ESP-ROM:esp32c3-api1-20210207\nBuild:Feb  7 2021\nrst:0x%x (%s),boot:0x%x (%s)",
             (unsigned)c3->cause, cause_name(c3->cause), (unsigned)c3->strap,
             downloads(chip) ? "DOWNLOAD(USB/UART0/1)" : "SPI_FAST_FLASH_BOOT");
}

static void want_reset(void *chip, enum rom32_reset reset)
{
    c3_want_reset(chip, reset == ROM32_RESET_CPU ? C3_RESET_SOFTWARE_CPU : C3_RESET_SOFTWARE);
}

static void guard_boot(void *chip, bool on)
{
    c3_dogs_flash_boot(chip, on);
}

static uint32_t security_flags(const struct c3_fuses *fuses)
{
    return (uint32_t)((fuses->secure_boot ? FLAG_SECURE_BOOT : 0) |
                      (fuses->aggressive ? FLAG_AGGRESSIVE_REVOKE : 0) |
                      (fuses->secure_download ? FLAG_SECURE_DOWNLOAD : 0) |
                      (fuses->revoked & 7) << FLAG_REVOKED_SHIFT |
                      (__builtin_parity(fuses->soft_jtag & 7) ? FLAG_SOFT_JTAG : 0) |
                      (fuses->no_pad_jtag ? FLAG_HARD_JTAG : 0) |
                      (fuses->no_dl_cache ? FLAG_DOWNLOAD_ICACHE : 0));
}

void c3_rom_security(void *chip, uint8_t info[ROM32_SECURITY_BYTES])
{
    const struct c3_fuses *fuses = &((struct c3 *)chip)->config.fuses;

    uint32_t flags = security_flags(fuses);

    memset(info, 0, ROM32_SECURITY_BYTES);
    info[0] = (uint8_t)flags;
    info[1] = (uint8_t)(flags >> 8);
    info[INFO_CRYPT_COUNT] = fuses->crypt_count & 7;
    info[INFO_PURPOSES] = fuses->key_purpose & 0xf;
    for (unsigned i = 0; i < 5; i++)
        info[INFO_PURPOSES + 1 + i] = fuses->key_purposes >> 4 * i & 0xf;
    info[INFO_LAST_PURPOSE] = 12;
    info[INFO_CHIP_ID] = CHIP_ID;
    info[INFO_ECO] = ECO_VALUE;
}

static bool restricted(void *chip)
{
    const struct c3 *c3 = chip;

    return c3->config.fuses.secure_download;
}

static bool starts_code(void *chip)
{
    const struct c3 *c3 = chip;

    return !c3->config.fuses.secure_boot;
}

struct rom32 *c3_rom_new(struct c3 *chip)
{
    const struct rom32_machine machine = {
        .chip = chip,
        .cycles = &chip->cpu.cycles,
        .pc = &chip->cpu.pc,
        .cpu_hz = &chip->cpu_hz,
        .application = &chip->config.common.application,
        .early_end = &chip->config.early_end,
        .peek = peek,
        .poke = poke,
        .argument = argument,
        .give = give,
        .link = link_address,
        .enter_program = c3_rom_enter_program,
        .serve = c3_rom_serve,
        .uart_clock = uart_clock,
        .pads = pads,
        .attach = attach,
        .downloads = downloads,
        .banner = banner,
        .want_reset = want_reset,
        .guard_boot = guard_boot,
        .security = c3_rom_security,
        .restricted = restricted,
        .starts_code = starts_code,
    };

    chip->cpu.hook_base = ROM_BASE;
    chip->cpu.hook_size = ROM_SIZE;
    return rom32_new(&facts, &machine);
}

static void put_word(uint8_t *bytes, uint32_t address, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[address - ROM_BASE + i] = (uint8_t)(value >> 8 * i);
}

void c3_rom_fill(uint8_t *bytes)
{
    put_word(bytes, CHIP_MAGIC, MAGIC_VALUE);
    put_word(bytes, ECO, ECO_VALUE);
}
