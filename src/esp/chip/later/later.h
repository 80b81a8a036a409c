/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the chips that came after the ESP32 have in common: the fuses' controller, the loader
 * that tells the chip's number, and the loader's commands for the flash.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A chip is a file with a struct later_chip, which says where the fuses have what, and a struct
 * esp_family.  The code that reads the tables is in later.c and later_fuses.c.
 *
 * Sources of the figures, unless the chip's file names another: esptool 5.3.1 (targets/), which
 * the fields' descriptions in ESP-IDF (esp_efuse_table.csv) agree with; Espressif's data sheets
 * for what is inside a package.
 */
#ifndef ESP_CHIP_LATER_LATER_H
#define ESP_CHIP_LATER_LATER_H

#include "esp/chip/family.h"

/* The words of struct esp_identity: four words of block 0, from EFUSE_RD_REPEAT_DATA0 on; six
 * words of the block that begins with the MAC address; and one more word if the chip needs
 * it. */
enum {
    LATER_BLOCK0 = 0,
    LATER_MAC = 4,
    LATER_EXTRA = 10,
    LATER_BLOCK0_OFFSET = 0x30, /* of the first word, from the controller's base */
};

/* Bits of a fuse word.  bits 0: the chip has no such field. */
struct later_field {
    uint8_t word; /* index into the identity's words */
    uint8_t shift, bits;
};

/* What a code of a field stands for: megabytes, or a name.  A list ends with the code 0. */
struct later_size {
    uint8_t code, mb;
};

/* The first row that fits counts.  flash and psram: megabytes inside the package; ANY: all. */
enum { LATER_ANY = 255 };
struct later_package {
    uint8_t package, flash, psram;
    const char *name; /* NULL ends the list */
};

enum { LATER_CRYSTALS = 3 };

struct later_chip {
    uint32_t base;       /* of the fuses' controller */
    uint16_t mac_offset; /* from base to the words from LATER_MAC on */
    uint16_t extra_offset; /* from base to the word LATER_EXTRA; 0: no such word */
    struct later_field package, minor_low, minor_high, major_low, major_high;
    struct later_field flash, psram_low, psram_high;
    struct later_field crypt_count, secure_boot;
    struct later_field octal; /* 1: the flash has eight data lines */
    const struct later_size *flash_sizes, *psram_sizes;
    const struct later_package *packages;
    const char *features; /* without what is inside the package */
    bool eui64;           /* the MAC address has two more bytes, for IEEE 802.15.4 */
    /* Corrects what a revision of the chip has otherwise; NULL: nothing. */
    void (*correct)(const uint32_t *words, unsigned *major, unsigned *minor);
    /* The crystals that boards with this chip have, the usual one first; then 0. */
    uint32_t crystals[LATER_CRYSTALS + 1];
    uint32_t uart_divisor; /* the register that tells which crystal it is, if there are several */
};

/* The usual fields of block 0. */
#define LATER_CRYPT_COUNT {LATER_BLOCK0 + 1, 18, 3}
#define LATER_FLASH_TYPE {LATER_BLOCK0 + 3, 9, 1}
#define LATER_SECURE_BOOT {LATER_BLOCK0 + 2, 20, 1}

/* The flash controller, which is the same in all of these chips.  The pins are those of ESP-IDF,
 * docs/en/api-reference/peripherals/gpio.rst. */
#define LATER_SPI(address, flash_pins)                                                           \
    {.base = (address), .pins = (flash_pins), .clock = 0x14, .quarter = 0x00030103,               \
     .user = 0x18, .user1 = 0x1c, .user2 = 0x20, .w0 = 0x58, .miso_dlen = 0x28}

/* The watchdogs of the chips with a low-power part LP_WDT at this address. */
#define LATER_LP_WATCHDOGS(address)                                                               \
    {.rtc = (address), .protect = (address) + 0x18, .super = (address) + 0x1c,                    \
     .super_protect = (address) + 0x20, .super_key = 0x50d83aa1, .feeds_itself = 1 << 18}

/* The flash that Espressif's stub reaches on some chips, if the flash has commands with four bytes
 * of address: esptool's manual, "Flash and External Memory Support Limitations". */
#define LATER_FOREIGN_REACH ESP_FLASH_MAX

/* The functions that the rows share. */
#define LATER_FUNCTIONS                                                                           \
    .loader_baud_max = 921600,                                                                    \
    .read_identity = later_read_identity, .read_clocks = later_read_clocks,                      \
    .sole_clock = later_sole_clock, .connect_flash = later_connect_flash,                        \
    .enable_flash = esp_spi_enable_commands,                                                      \
    .start_program = esp_start_program,                                                          \
    .connect_first = true, .rate_by_command = true, .rom_flash = &esp_flash_by_romcmd
/* The same, and facts that the rows of chips share whose ROM was not run. */
#define LATER_ROW_WITHOUT_RATE                                                                    \
    .tested = ESP_FROM_TABLES, .source = "esptool 5.3.1; the chip's technical reference",         \
    .romcmd = {.begin_words = 5}, LATER_FUNCTIONS
#define LATER_ROW LATER_ROW_WITHOUT_RATE, .set_rate = esp_rate_by_command

int later_read_identity(const struct esp_family *family, struct esp_link *link,
                        struct esp_identity *identity);
int later_read_clocks(const struct esp_family *family, struct esp_link *link, uint32_t baud,
                      uint32_t *uart_hz, uint32_t *crystal_hz);
uint32_t later_sole_clock(const struct esp_family *family);
int later_connect_flash(const struct esp_family *family, struct esp_link *link,
                        const uint32_t *words);

/* Fills identity from identity->words.  Public for its unit test. */
void later_decode(const struct later_chip *chip, struct esp_identity *identity);

#endif
