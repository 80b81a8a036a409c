/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine code of the ESP32-S3's stub: entry, both lines, registers, a flash of 32 MB, and the
 * way out.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/esp32s3/s3_machine.h"

#include "esp/rom/esp32s3/esp32s3_stubs.h"
#include "tap.h"

enum {
    MB = 1 << 20,
    FAR_ADDRESS = 17 * MB + 0x3000,
    INFO_MS = 1000,
    READ_MS = 6000, /* 32 KB at 115200 baud, and the tests of the lines before */
    ERASE_MS = 2000,
    STUB_MAX = 0x8000,
    SECURITY_CHIP = 12, /* offset of the chip's number in the answer to GET_SECURITY_INFO */
    NUMBER = 9,

    RTC_OPTIONS0 = 0x60008000,
    RTC_WDTCONFIG0 = 0x60008098,
    RTC_SWD_CONF = 0x600080b4,
    TIMG0_WDTCONFIG0 = 0x6001f048,
    LEAVE_MS = 300,
};
static const uint32_t swd_auto_feed = 1u << 31, sw_sys_rst = 1u << 31;
static const uint32_t leave_by_watchdog = 1u << 31 | 4u << 28 | 7u << 16 | 7u << 13;

static struct s3_machine machine;
static uint8_t stub[STUB_MAX];

static void open_with(uint32_t flash_size, unsigned line)
{
    s3_open(&machine, stub, esp_stub_esp32s3_size, flash_size, line);
    s3_run_ms(&machine, 10);
}

static bool greeted(void)
{
    static const uint8_t greeting[] = {ESP_SLIP_END, 'O', 'H', 'A', 'I', ESP_SLIP_END};

    return machine.output_size >= sizeof greeting &&
           memcmp(machine.output, greeting, sizeof greeting) == 0;
}

static bool info(struct esp_stub_info *info)
{
    bool good = s3_ask(&machine, ESP_OP_STUB_INFO, NULL, 0, INFO_MS) &&
                machine.answer.status == 0 && machine.answer.size == sizeof *info;

    memcpy(info, machine.answer.data, sizeof *info);
    return good;
}

static bool reads(uint32_t address, uint32_t length)
{
    struct esp_region_request request = region_request(address, length, ESP_REGION_STORED, 7);

    return s3_ask(&machine, ESP_OP_READ_REGION, &request, sizeof request, READ_MS) &&
           region_sound(&machine.answer, nor_bytes(machine.nor) + address, address, length);
}

static bool blank(uint32_t address, uint32_t length)
{
    const uint8_t *bytes = nor_bytes(machine.nor) + address;

    return bytes[0] == 0xff && memcmp(bytes, bytes + 1, length - 1) == 0;
}

static bool erases(uint32_t address)
{
    const struct esp_erase_sectors request = {.address = address, .length = ESP_SECTOR_SIZE,
                                              .options = ESP_ERASE_ALL, .tag = 8};

    return s3_ask(&machine, ESP_OP_ERASE_SECTORS, &request, sizeof request, ERASE_MS) &&
           machine.answer.status == 0 && machine.answer.value == 8;
}

static void test_start(void)
{
    struct esp_stub_info known;

    open_with(MB, S3_LINE_UART);
    tap_ok(greeted(), "the stub greets");
    tap_ok(info(&known) && known.magic == ESP_STUB_MAGIC && known.version == ESP_STUB_VERSION &&
               known.jedec_id == nor_jedec_id(machine.nor),
           "and knows the flash");
    tap_is(known.code_crc32, crc32(0, stub, (uInt)esp_stub_esp32s3_size),
           "it reads its own code by words");
    tap_is(known.failed, 0, "its tests of the flash's clock pass");
    tap_is(known.limits.speed, 1, "it leaves the CPU at the crystal's clock");
    tap_ok(s3_peek(&machine, TIMG0_WDTCONFIG0) == 0 && s3_peek(&machine, RTC_WDTCONFIG0) == 0 &&
               (s3_peek(&machine, RTC_SWD_CONF) & swd_auto_feed) != 0,
           "the watchdogs are off, and the super watchdog feeds itself");
    tap_ok(s3_ask(&machine, ESP_OP_GET_SECURITY_INFO, NULL, 0, INFO_MS) &&
               word_at(machine.answer.data + SECURITY_CHIP) == NUMBER,
           "it tells the chip's number");
    s3_close(&machine);
}

static void test_work(void)
{
    struct esp_stub_info known;

    open_with(MB, S3_LINE_UART);
    tap_ok(reads(0x1000, 0x8000), "a region is read right");
    tap_ok(info(&known) && (known.tests & ESP_TEST_LINES) != 0 && known.failed == 0,
           "on two lines");
    tap_ok(erases(0x4000) && blank(0x4000, ESP_SECTOR_SIZE) && !blank(0x3000, 2) &&
               !blank(0x5000, 2),
           "a sector is erased, and no other");
    tap_is(known.lost, 0, "no byte was lost");
    s3_close(&machine);
}

static void test_far(void)
{
    struct esp_stub_info known;

    open_with(32 * MB, S3_LINE_UART);
    tap_ok(info(&known) && known.limits.reach > 16 * MB, "a flash of 32 MB: the stub reaches it");
    tap_ok(reads(FAR_ADDRESS, 0x1000), "what is behind the first 16 MB is read right");
    tap_ok(erases(FAR_ADDRESS) && blank(FAR_ADDRESS, ESP_SECTOR_SIZE) &&
               !blank(FAR_ADDRESS - 16 * MB, 2),
           "and erased there, not 16 MB below");
    s3_close(&machine);
}

static void test_usb(void)
{
    struct esp_stub_info known;

    open_with(MB, S3_LINE_USB);
    tap_ok(greeted(), "on USB-Serial/JTAG the stub greets, too");
    tap_ok(info(&known) && known.jedec_id == nor_jedec_id(machine.nor), "and answers");
    tap_ok(reads(0x2000, 0x8000), "a region is read right");
    s3_close(&machine);
}

static void test_leave(void)
{
    open_with(MB, S3_LINE_UART);
    s3_ask(&machine, ESP_OP_RUN_USER_CODE, NULL, 0, 10);
    tap_is(s3_peek(&machine, RTC_WDTCONFIG0), leave_by_watchdog,
           "to leave, the stub has the RTC's watchdog reset the chip");
    tap_is(s3_peek(&machine, RTC_OPTIONS0), 0, "and waits for it");
    s3_run_ms(&machine, LEAVE_MS);
    tap_is(s3_peek(&machine, RTC_OPTIONS0), sw_sys_rst,
           "if the watchdog does not act, a reset by software does");
    s3_close(&machine);
}

static void test_damage(void)
{
    stub[ESP_STUB_CHECK_OFFSET] ^= 1; /* a sum, and a wrong one */
    open_with(MB, S3_LINE_UART);
    tap_ok(!greeted() && s3_peek(&machine, RTC_OPTIONS0) == sw_sys_rst,
           "a stub that arrived damaged goes back to the loader");
    s3_close(&machine);
    stub[ESP_STUB_CHECK_OFFSET] ^= 1;
}

int main(void)
{
    memcpy(stub, esp_stub_esp32s3, esp_stub_esp32s3_size);
    test_start();
    test_work();
    test_far();
    test_usb();
    test_leave();
    test_damage();
    return tap_done();
}
