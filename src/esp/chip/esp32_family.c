/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The family of the ESP32: its row, and how its fuses and its flash are reached.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources of the addresses: ESP32 Technical Reference, ESP-IDF (efuse_reg.h, apb_ctrl_reg.h,
 * rtc_cntl_reg.h, gpio_reg.h).
 */
#include "esp/chip/esp32_family.h"

#include <string.h>

#include "esp/flash/rom/cmdflash.h"
#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/loader.h"

enum {
    EFUSE_BLK0 = 0x3ff5a000, /* EFUSE_BLK0_RDATA0_REG, and six words behind it */
    EFUSE_BLK3 = 0x3ff5a078, /* EFUSE_BLK3_RDATA0_REG, and seven words behind it */
    APB_CTRL_DATE = 0x3ff6607c,
    GPIO_STRAP = 0x3ff44038,
    RTC_CNTL_SDIO_CONF = 0x3ff48074,
};
#define DATE_REVISION 0x80000000u /* highest bit of the major revision, as wired */

static int read_words(struct esp_link *link, uint32_t words[ESP32_CUSTOM_MAC])
{
    uint32_t addresses[ESP32_CUSTOM_MAC];
    int err;

    for (uint32_t i = 0; i < ESP32_FUSE_WORDS; i++)
        addresses[i] = EFUSE_BLK0 + 4 * i;
    addresses[ESP32_DATE_WORD] = APB_CTRL_DATE;
    err = esp_read_regs_sure(link, addresses, ESP32_CUSTOM_MAC, words);
    words[ESP32_DATE_WORD] &= DATE_REVISION;
    return err;
}

/* Reads the other words of struct esp_identity, and what decides the flash's supply: the
 * strapping pins and the register that may overrule pins and fuses.  Those two may differ
 * after the next reset, so struct esp_identity does not hold them. */
static int read_rest(struct esp_link *link, struct esp_identity *identity, uint32_t *strap,
                     uint32_t *supply)
{
    static const uint32_t addresses[] = {EFUSE_BLK3, EFUSE_BLK3 + 4, EFUSE_BLK3 + 20, GPIO_STRAP,
                                         RTC_CNTL_SDIO_CONF};
    uint32_t values[5] = {0};
    int err = esp_read_regs_sure(link, addresses, 5, values);

    memcpy(identity->words + ESP32_CUSTOM_MAC, values, 3 * sizeof(values[0]));
    *strap = values[3];
    *supply = values[4];
    return err;
}

static int read_identity(const struct esp_family *family, struct esp_link *link,
                         struct esp_identity *identity)
{
    uint32_t strap, supply;
    int err;

    (void)family;
    *identity = (struct esp_identity){0};
    err = read_words(link, identity->words);
    if (!err)
        err = read_rest(link, identity, &strap, &supply);
    if (err)
        return err;
    esp32_decode(identity);
    esp32_decode_supply(identity, strap, supply);
    return 0;
}

static int connect_flash(const struct esp_family *family, struct esp_link *link,
                         const uint32_t *words)
{
    int err = esp_rom_attach(link, esp32_flash_pads(words));

    return err ? err : esp_spi_enable_commands(link, &family->spi);
}

/* The ROM keeps the frame that it received last from 0x3ffc0000 on, variables from 0x3ffae000
 * and from 0x3ffe0000 on, and its stack below 0x3ffe3f20 (seen on the real ROM: a1 is
 * 0x3ffe3eb0 at MEM_END).  What is at 0x3ffe0000 + n is at 0x400c0000 - n, too, so the stack
 * has the addresses from 0x400bc000 up to 0x400be000 there: a program that begins at
 * 0x400be000 runs.  The last KiB below 0x400a0000 is the trial program's, to which the loader
 * returns. */
static const struct esp_memory memory[] = {
    {0x40078000, ESP32_TRIAL_ADDRESS}, {0x400a0000, 0x400bb000}, {0x400be000, 0x400bf800},
    {0x3ffb0000, 0x3ffc0000}, {0x3ffc8000, 0x3ffe0000}, {0x3ffe5000, 0x40000000}, {0, 0}};

/* CP2102N, CH343, CH9102 and FT232H have both rates. */
static const uint32_t fast_bauds[] = {2000000, 1500000, 0};

const struct esp_family esp_family_esp32 = {
    .facts = &esp_chipfacts[ESP_FACTS_ESP32],
    .tested = ESP_TESTED_ON_ROM,
    .source = "its boot ROM of revision 3, run; ESP32 Technical Reference",
    .strap = "GPIO0",
    .loader_baud_max = 921600,
    .spi = {.base = 0x3ff42000, .pins = "GPIO6 to GPIO11", .clock = 0x18,
            .quarter = 0x3043, .user = 0x1c, .user1 = 0x20, .user2 = 0x24, .w0 = 0x80, .miso_dlen = 0x2c},
    .romcmd = {.flash_chip = ESP32_ROM_FLASH_CHIP, .message = ESP32_ROM_MESSAGE,
               .begin_words = 4},
    /* Instruction RAM that the cache does not use: ESP32 Technical Reference ("Embedded
     * Memory"). */
    .stub = {.code = esp_stub_esp32, .size = &esp_stub_esp32_size, .address = 0x40080000,
             .entry = 0x40080000, .room = 0x8000},
    .fast_bauds = fast_bauds,
    .timed_trials = true,
    .stub_reach = ESP_FLASH_MAX,
    .read_identity = read_identity,
    .read_clocks = esp32_read_clocks,
    .memory = memory,
    .connect_flash = connect_flash,
    .flash_pads = esp32_flash_pads,
    .enable_flash = esp_spi_enable_commands,
    /* The stub does not touch the flash's pins.  The ROM must know of the chip's own pins by
     * fuses, and after the stub sent the chip back to the loader, by a reset, the ROM must
     * connect them again. */
    .connect_first = true,
    .start_program = esp_start_program,
    .set_rate = esp32_set_rate,
    .try_rate = esp32_try_rate,
    .uart_sixteenths = true,
    .rate_by_command = true,
    .rom_flash = &esp_flash_by_romcmd,
};
