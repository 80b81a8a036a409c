/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is particular to the ESP8266 and the ESP8285.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/chip/family.h"
#include "esp/rom/loader.h"

/* Register addresses: ESP8266 Technical Reference and "eagle_soc.h" names. */
enum {
    UART0_CLKDIV = 0x60000014,
    CLKDIV_MASK = 0xfffff,
    OTP_FUSES = 0x3ff00050,
    PERIPHS_IO_MUX_SD_CLK = 0x6000081c, /* first of the six flash pins */
    FLASH_PINS = 6,
    FLASH_SELECT = 0x60000d48, /* written 0 last by the ROM's SelectSpiFunction */

    PIN_PULLUP = 0x80,
    PIN_FUNCTION_MASK = 0x130,
    PIN_FUNCTION_SPI = 0x10,
};

int esp8266_read_fuses(struct esp_link *link, uint32_t fuses[ESP_FUSE_WORDS])
{
    uint32_t addresses[ESP_FUSE_WORDS];

    for (uint32_t i = 0; i < ESP_FUSE_WORDS; i++)
        addresses[i] = OTP_FUSES + 4 * i;
    return esp_read_regs_sure(link, addresses, ESP_FUSE_WORDS, fuses);
}

/* Bits 4 and 80 of the 128: there is a flash in the package. */
bool esp8266_is_8285(const uint32_t fuses[ESP_FUSE_WORDS])
{
    return (fuses[0] & 1u << 4) || (fuses[2] & 1u << (80 - 64));
}

bool esp8266_is_any(const uint32_t fuses[ESP_FUSE_WORDS])
{
    (void)fuses;
    return true;
}

/* Three forms over the years: a vendor part of its own in the last word, or
 * one of two that word 1 selects. */
bool esp8266_mac(const uint32_t fuses[ESP_FUSE_WORDS], uint8_t mac[6])
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

/* The ROM measured the host's rate in periods of this clock. */
int esp8266_uart_hz(struct esp_link *link, uint32_t baud, uint32_t *hz)
{
    uint32_t divisor;
    int err = esp_read_regs_sure(link, (const uint32_t[]){UART0_CLKDIV}, 1, &divisor);

    if (!err)
        *hz = baud * (divisor & CLKDIV_MASK);
    return err;
}

/* Twice the crystal's: 26 or 40 MHz. */
uint32_t esp8266_crystal_hz(uint32_t uart_hz)
{
    return uart_hz / 2 > 33000000 ? 40000000 : 26000000;
}

/* What the ROM's SelectSpiFunction (0x40003f58) does.  FLASH_BEGIN would do it
 * too, but would also write the flash's non-volatile status register. */
int esp8266_connect_flash(struct esp_link *link)
{
    struct esp_reg_write writes[FLASH_PINS + 1];

    for (uint32_t i = 0; i < FLASH_PINS; i++)
        writes[i] = (struct esp_reg_write){PERIPHS_IO_MUX_SD_CLK + 4 * i, PIN_FUNCTION_SPI,
                                           PIN_PULLUP | PIN_FUNCTION_MASK};
    writes[FLASH_PINS] = (struct esp_reg_write){FLASH_SELECT, 0, 0xffffffff};
    return esp_write_regs(link, writes, FLASH_PINS + 1);
}
