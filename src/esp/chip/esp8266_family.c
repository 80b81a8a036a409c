/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family of the ESP8266 and the ESP8285.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/esp8266_family.h"

#include <stdio.h>
#include <string.h>

#include "esp/flash/rom/esp8266/romflash.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"
#include "esp/rom/esp8266/esp8266_stubs.h"

/* Register addresses: ESP8266 Technical Reference and "eagle_soc.h" names. */
enum {
    UART0_CLKDIV = 0x60000014,
    CLKDIV_MASK = 0xfffff,
    OTP_FUSES = 0x3ff00050,
    PERIPHS_IO_MUX_SD_CLK = 0x6000081c, /* first of the six flash pins */
    FLASH_PINS = 6,
    FLASH_SELECT = 0x60000d48, /* the ROM's SelectSpiFunction writes 0 here at its end */

    FUSE_WORDS = 4,

    PIN_PULLUP = 0x80,
    PIN_FUNCTION_MASK = 0x130,
    PIN_FUNCTION_SPI = 0x10,
};

/* Bit 4 or bit 80 of the 128 fuses is set if the package has a flash inside. */
static bool is_8285(const uint32_t fuses[FUSE_WORDS])
{
    return (fuses[0] & 1u << 4) || (fuses[2] & 1u << (80 - 64));
}

/* The vendor part of the MAC address has three forms: it is in the last word, or word 1
 * selects one of two known vendor parts. */
static bool find_mac(const uint32_t fuses[FUSE_WORDS], uint8_t mac[6])
{
    static const uint8_t vendors[2][3] = {{0x18, 0xfe, 0x34}, {0xac, 0xd0, 0x74}};
    uint32_t selector = fuses[1] >> 16 & 0xff;

    if (fuses[3] & 0xffffff) {
        mac[0] = (uint8_t)(fuses[3] >> 16);
        mac[1] = (uint8_t)(fuses[3] >> 8);
        mac[2] = (uint8_t)fuses[3];
    } else if (selector < 2) {
        memcpy(mac, vendors[selector], 3);
    } else {
        return false;
    }
    mac[3] = (uint8_t)(fuses[1] >> 8);
    mac[4] = (uint8_t)fuses[1];
    mac[5] = (uint8_t)(fuses[0] >> 24);
    return true;
}

void esp8266_decode(struct esp_identity *identity)
{
    bool inside = is_8285(identity->words);

    snprintf(identity->name, sizeof(identity->name), "%s", inside ? "ESP8285" : "ESP8266EX");
    snprintf(identity->features, sizeof(identity->features), "%s",
             inside ? "wifi,flash" : "wifi");
    identity->has_mac = find_mac(identity->words, identity->mac);
}

static int read_identity(const struct esp_family *family, struct esp_link *link,
                         struct esp_identity *identity)
{
    uint32_t addresses[FUSE_WORDS];
    int err;

    (void)family;
    *identity = (struct esp_identity){0};
    for (uint32_t i = 0; i < FUSE_WORDS; i++)
        addresses[i] = OTP_FUSES + 4 * i;
    err = esp_read_regs_sure(link, addresses, FUSE_WORDS, identity->words);
    if (!err)
        esp8266_decode(identity);
    return err;
}

uint32_t esp8266_crystal_hz(uint32_t uart_hz)
{
    return uart_hz / 2 > 33000000 ? 40000000 : 26000000;
}

/* The UART's divisor tells the UART's clock: the ROM measured the host's rate in periods of
 * that clock. */
static int read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                       uint32_t *uart_hz, uint32_t *crystal_hz)
{
    uint32_t divisor;
    int err = esp_read_regs_sure(link, (const uint32_t[]){UART0_CLKDIV}, 1, &divisor);

    (void)family;
    if (err)
        return err;
    *uart_hz = baud * (divisor & CLKDIV_MASK);
    *crystal_hz = esp8266_crystal_hz(*uart_hz);
    return 0;
}

/* Does the same as the ROM's SelectSpiFunction (0x40003f58).  FLASH_BEGIN would connect the
 * flash, too, but would also write the flash's non-volatile status register. */
static int connect_flash(const struct esp_family *family, struct esp_link *link,
                         const uint32_t *words)
{
    struct esp_reg_write writes[FLASH_PINS + 1];

    (void)family;
    (void)words;
    for (uint32_t i = 0; i < FLASH_PINS; i++)
        writes[i] = (struct esp_reg_write){PERIPHS_IO_MUX_SD_CLK + 4 * i, PIN_FUNCTION_SPI,
                                           PIN_PULLUP | PIN_FUNCTION_MASK};
    writes[FLASH_PINS] = (struct esp_reg_write){FLASH_SELECT, 0, 0xffffffff};
    return esp_write_regs(link, writes, FLASH_PINS + 1);
}

/* The ROM's variables and its stack are from 0x3fffc000 on.  The loader receives frames from
 * 0x3fffa000 on: a part of at most 0x800 bytes that begins at 0x3fffac00 is behind the frames
 * that bring it, and Espressif's stubs have their data there.  All 64 KB of instruction RAM are
 * free in download mode, because the cache is off. */
static const struct esp_memory memory[] = {
    {0x40100000, 0x40110000}, {0x3ffe8000, 0x3fffa000}, {0x3fffac00, 0x3fffb400}, {0, 0}};

const struct esp_family esp_family_esp8266 = {
    .facts = &esp_chipfacts[ESP_FACTS_ESP8266],
    .tested = ESP_TESTED_ON_ROM,
    .source = "its boot ROM, disassembled and run; ESP8266 Technical Reference",
    .strap = "GPIO0",
    .loader_baud_max = 921600,
    .spi = {.base = 0x60000200, .pins = "GPIO6 to GPIO11", .clock = 0x18,
            .quarter = 0x3043, .user = 0x1c, .user1 = 0x20, .user2 = 0x24, .w0 = 0x40},
    .stub = {.code = esp_stub_esp8266, .size = &esp_stub_esp8266_size, .address = 0x40100000,
             .entry = 0x40100000, .room = 0x8000},
    .memory = memory,
    .read_identity = read_identity,
    .read_clocks = read_clocks,
    .connect_flash = connect_flash,
    .start_program = esp8266_start_program,
    .set_rate = esp8266_set_rate,
    .rom_flash = &esp_flash_by_esp8266_rom,
};
