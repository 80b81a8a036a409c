/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROMs since the ESP32's: booting, resets, watchdogs; programs on the ESP32.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    MB = 1 << 20,
    CODE = 0x40080000,
    RTC_CNTL_WDTCONFIG0 = 0x3ff4808c,
    TIMG0_WDTCONFIG0 = 0x3ff5f048,
    PROGRAM_MAX = 64,
};

/* What the ROMs say. */
struct words {
    const char *power_on, *download, *booted, *loaded, *bitten, *restarted;
    uint32_t bootloader;  /* its place in the flash */
    uint32_t segment;     /* the place of its segment, and the entry, in memory */
    bool real_is_mute;    /* the real ROM does not get as far on the virtual chip: it says nothing
                           * of a blank flash */
};

/* In the order of rom32_kinds. */
static const struct words all_words[] = {
    {
        .power_on = "ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x3 "
                    "(DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\n",
        .download = "waiting for download\r\n",
        .booted = "boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n",
        .loaded = "mode:DIO, clock div:2\r\nload:0x40080400,len:16\r\nentry 0x40080400\r\n",
        .bitten = "rst:0x7 (TG0WDT_SYS_RESET)",
        .restarted = "rst:0x3 (SW_RESET),boot:0x3 (DOWNLOAD_BOOT",
        .bootloader = 0x1000,
        .segment = 0x40080400,
    },
    {
        .power_on = "ESP-ROM:esp32c3-api1-20210207\r\nBuild:Feb  7 2021\r\nrst:0x1 "
                    "(POWERON),boot:0x4 (DOWNLOAD(USB/UART0/1))\r\n",
        .download = "waiting for download\r\n",
        .booted = "boot:0xc (SPI_FAST_FLASH_BOOT)\r\n",
        .loaded = "mode:DIO, clock div:2\r\nload:0x40380400,len:0x10\r\nentry 0x40380400\r\n",
        .bitten = "rst:0x7 (TG0WDT_SYS_RST)",
        .restarted = "rst:0x3 (RTC_SW_SYS_RST),boot:0x4 (DOWNLOAD",
        .bootloader = 0,
        .segment = 0x40380400,
        .real_is_mute = true,
    },
};
static const struct words *words;

static uint64_t bites(const struct client *client)
{
    struct sim_stats stats = {0};

    client->chip->stats(client->self, &stats);
    return stats.watchdog_resets;
}

static struct client *powered(enum sim_strap strap)
{
    struct client *client =
        client_new(rom32_kind->name, MB, getenv(rom32_kind->rom_variable));

    client_restart(client, SIM_RESET_POWER_ON, strap);
    return client;
}

static void put_word(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

/* An image with one segment of 16 bytes. */
static void put_bootloader(struct client *client)
{
    static const uint8_t image[32] = {0xe9, 1, 2, 0x20, [28] = 16};
    uint8_t *flash = rom32_client_flash(client) + words->bootloader, sum = 0xef;

    memcpy(flash, image, sizeof image);
    put_word(flash + 4, words->segment);
    put_word(flash + 24, words->segment);
    for (unsigned i = 0; i < 16; i++)
        sum ^= flash[32 + i] = (uint8_t)(i * 5);
    memset(flash + 48, 0, 15);
    flash[63] = sum;
}

static void test_download(void)
{
    struct client *client = powered(SIM_STRAP_DOWNLOAD);

    client_run_ms(client, 60);
    tap_ok(client_said(client, words->power_on) && client_said(client, words->download),
           "in download mode the ROM says so at 115200 baud");
    client_run_ms(client, 5000);
    tap_is(bites(client), 0, "and no watchdog bites");
    client_close(client);
}

static void test_application(void)
{
    struct client *client = powered(SIM_STRAP_FLASH);

    put_bootloader(client);
    client_run_ms(client, 2500);
    tap_ok(client_said(client, words->booted) && client_said(client, words->loaded),
           "with a bootloader the ROM boots");
    tap_ok(client_said(client, "virtual application"), "and the application speaks");
    tap_is(bites(client), 0,
           "because it has stopped the watchdogs");
    client_close(client);
}

static void test_no_application(void)
{
    struct client *client = powered(SIM_STRAP_FLASH);

    client_run_ms(client, 3000);
    if (!client->real_rom || !words->real_is_mute)
        tap_ok(client_said(client, "invalid header: 0xffffffff\r\ninvalid header: 0xffffffff\r\n"),
               "without a bootloader the ROM looks for one again and again");
    tap_ok(bites(client) > 0 && client_said(client, words->bitten),
           "until the watchdog resets the chip");
    client_close(client);
}

static void test_flash_end(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    static const uint8_t block[1024];
    struct frame reply;

    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, 1024, 1, 1024, 0x2000), 0, "a transfer");
    rom32_client_data(client, OP_FLASH_DATA, 0, block, sizeof block, false);
    tap_is(ROM32_WORDS(client, OP_FLASH_END, 0, &reply, 0), 0, "ends");
    client_run_ms(client, 60);
    tap_ok(client_said(client, words->restarted),
           "with FLASH_END(0), which resets the chip; the straps stay");
    tap_ok(rom32_client_sync(client), "the loader is there again");
    tap_is(ROM32_WORDS(client, OP_FLASH_END, 0, &reply, 1), 6,
           "without a transfer FLASH_END fails");
    client_close(client);
}

static void test_leaving(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    struct frame reply;

    ROM32_WORDS(client, OP_FLASH_END, 0, &reply, 1);
    client_run_ms(client, 300);
    tap_ok(client_said(client, "invalid header"),
           "a FLASH_END that fails leaves the loader all the same");
    client_close(client);
}

/* Loads a program to CODE and starts it at CODE + entry. */
static unsigned start(struct client *client, const uint8_t *program, uint32_t size,
                      uint32_t entry)
{
    struct frame reply;

    ROM32_WORDS(client, OP_MEM_BEGIN, 0, &reply, size, 1, size, CODE);
    rom32_client_data(client, OP_MEM_DATA, 0, program, size, false);
    return ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, CODE + entry);
}

/* Windowed code: calls uart_tx_one_char('A'), and returns. */
static void test_windowed_program(void)
{
    static const uint8_t program[] = {
        0x00, 0x92, 0x00, 0x40, /* .word 0x40009200: uart_tx_one_char */
        0x36, 0x41, 0x00,       /* entry a1, 32 */
        0x81, 0xfe, 0xff,       /* l32r a8, the word */
        0xa2, 0xa0, 0x41,       /* movi a10, 'A' */
        0xe0, 0x08, 0x00,       /* callx8 a8 */
        0x1d, 0xf0,             /* retw.n */
        0x00, 0x00,
    };
    struct client *client = rom32_client_open(MB, NULL);

    tap_is(start(client, program, sizeof program, 4), 0, "MEM_END is answered before the jump");
    client_run_ms(client, 20);
    tap_ok(client_said(client, "Auser code done\r\n"),
           "a windowed program calls the ROM, and returns to it");
    tap_str(client->chip->trouble(client->self), "", "without trouble");
    client_close(client);
}

static void test_unknown_function(void)
{
    static const uint8_t program[] = {
        0x10, 0x30, 0x00, 0x40, /* .word 0x40003010: no function */
        0x36, 0x41, 0x00,       /* entry a1, 32 */
        0x81, 0xfe, 0xff,       /* l32r a8, the word */
        0xe0, 0x08, 0x00,       /* callx8 a8 */
        0x1d, 0xf0, 0x00,       /* retw.n */
    };
    struct client *client = rom32_client_open(MB, NULL);

    start(client, program, sizeof program, 4);
    client_run_ms(client, 20);
    tap_ok(strstr(client->chip->trouble(client->self), "0x40003010"),
           "a call of what is not simulated stops the board, and is named");
    client_close(client);
}

static void test_watchdog(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    struct frame reply;

    ROM32_WORDS(client, OP_WRITE_REG, 0, &reply, RTC_CNTL_WDTCONFIG0 + 4, 15000, 0xffffffff, 0,
                RTC_CNTL_WDTCONFIG0, 0x80000000 | 4u << 28, 0xffffffff, 0);
    client_run_ms(client, 90);
    tap_is(bites(client), 0, "the RTC's watchdog waits");
    client_run_ms(client, 40);
    tap_ok(rom32_client_chip(client)->cause == ESP32_RESET_RTC_WDT &&
               bites(client) == 1,
           "for the time of its first stage, and then resets the chip");
    client_close(client); /* after this reset nobody holds GPIO0 low */
    client = rom32_client_open(MB, NULL);
    ROM32_WORDS(client, OP_WRITE_REG, 0, &reply, RTC_CNTL_WDTCONFIG0 + 0x18, 0, 0xffffffff, 0,
                RTC_CNTL_WDTCONFIG0, 0x80000000 | 4u << 28, 0xffffffff, 0);
    tap_is(rom32_client_read_reg(client, RTC_CNTL_WDTCONFIG0) >> 31, 0,
           "its registers can be protected");
    tap_is(rom32_client_read_reg(client, TIMG0_WDTCONFIG0), 0x4c000,
           "the bit for flash boots is set after a reset");
    client_close(client);
}

static void test_rom(void)
{
    printf("# %s\n", rom32_kind->name);
    test_download();
    test_flash_end();
    test_no_application();
    if (!getenv(rom32_kind->rom_variable)) { /* the application belongs to the simulated ROM */
        test_leaving();
        test_application();
    }
}

int main(void)
{
    for (rom32_kind = rom32_kinds; rom32_kind->name; rom32_kind++) {
        words = &all_words[rom32_kind - rom32_kinds];
        test_rom();
    }
    rom32_kind = rom32_kinds;
    test_windowed_program();
    if (!getenv("ESP32_ROM"))
        test_unknown_function();
    test_watchdog();
    return tap_done();
}
