/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM up to SYNC: banner, boot modes, rate measurement, frames.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each test is a fact that surprises a naive client.  With ESP_ROM=FILE the same cases run
 * on a dump of the real ROM.
 */
#include <stdlib.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "tap.h"
#include "unit/sim/rom_client.h"

enum { MB = 1 << 20, UART_CLKDIV = 0x60000014, CHIP_MAGIC_ADDRESS = 0x40001000 };

static const uint8_t sync_body[36] = {
    0x07, 0x07, 0x12, 0x20, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
    0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55,
};

/* A request that is easy to answer. */
static void read_magic(struct client *client)
{
    uint32_t address = CHIP_MAGIC_ADDRESS;

    client_request(client, OP_READ_REG, &address, 4, 0);
}

static unsigned count_replies(struct client *client, double ms)
{
    struct frame frame;
    unsigned count = 0;

    client_run_ms(client, ms);
    while (client_receive(client, &frame, 0))
        count++;
    return count;
}

static void test_banner(void)
{
    static const char banner[] = "\r\n ets Jan  8 2013,rst cause:2, boot mode:(1,7)\r\n\r\n";
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    double rate;

    client_run_ms(client, 20);
    tap_is(client->output_size, 51, "the banner has 51 bytes");
    client->output[client->output_size] = '\0';
    tap_ok(strncmp((char *)client->output, banner, 40) == 0,
           "the banner says the reset cause and the boot mode");
    rate = (double)(client->output_size - 1) * 10e9 /
           (double)(client->last_output_ns - client->first_output_ns);
    tap_ok(rate > 70000 && rate < 76000, "the banner comes at 74880 baud (%.0f)", rate);
    client_close(client);
}

static void test_sync(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    struct frame frame;
    unsigned good = 0;

    client_run_ms(client, 20);
    client_drop(client);
    client_request(client, OP_SYNC, sync_body, sizeof sync_body, 0);
    client_run_ms(client, 100);
    tap_is(client->output_size, 0, "the first SYNC is swallowed by the rate measurement");
    client_request(client, OP_SYNC, sync_body, sizeof sync_body, 0);
    client_run_ms(client, 100);
    tap_is(client->output_size, 96, "the second SYNC is answered with 96 bytes");
    while (client_receive(client, &frame, 0))
        if (frame.size == 10 && frame.bytes[0] == 1 && frame.bytes[1] == OP_SYNC &&
            client_value(&frame) == 0x20120707 && !client_failed(&frame))
            good++;
    tap_is(good, 8, "they are eight replies with the value 0x20120707");
    read_magic(client);
    tap_ok(client_receive(client, &frame, 100) && client_value(&frame) == 0xfff0c101,
           "READ_REG of 0x40001000 tells an ESP8266");
    client_close(client);
}

static void test_rate(uint32_t baud, uint32_t divisor)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    uint32_t measured;

    client->baud = baud;
    tap_ok(client_connect(client), "a client gets through at %u baud", baud);
    measured = client_word(client, UART_CLKDIV);
    tap_ok(measured + 1 >= divisor && measured <= divisor + 1, "%u baud is divisor %u (%u)",
           baud, divisor, measured);
    client_close(client);
}

static void test_rate_sticks(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);

    client_connect(client);
    client->baud = 460800;
    for (int i = 0; i < 4; i++) {
        client_request(client, OP_SYNC, sync_body, sizeof sync_body, 0);
        client_run_ms(client, 50);
    }
    tap_is(count_replies(client, 100), 0, "the rate is measured once: another draws no answer");
    client_reset(client, SOC_STRAP_DOWNLOAD, SOC_RESET_EXTERNAL);
    tap_ok(client_connect(client), "a reset makes the ROM measure anew");
    client_close(client);
}

static void test_frame_ends(void)
{
    static const uint8_t one[] = {0xc0, 0, OP_READ_REG, 4, 0, 0, 0, 0, 0, 0x00, 0x10, 0x00, 0x40};
    static const uint8_t end[] = {0xc0}, noise[] = {0xc0, 0xc0, 0xc0}, junk[] = "garbage";
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);

    client_connect(client);
    client_send(client, one, sizeof one);
    client_send(client, one, sizeof one); /* its C0 must also end the first frame */
    client_send(client, end, sizeof end);
    tap_is(count_replies(client, 50), 1, "of two frames that share a C0 the second is lost");
    /* The C0 at the end of the first frame has started a frame. */
    client_send(client, one + 1, sizeof one - 1);
    client_send(client, end, sizeof end);
    client_run_ms(client, 50);
    client_drop(client);
    client_send(client, junk, sizeof junk);
    client_send(client, noise, sizeof noise);
    client_send(client, one, sizeof one);
    client_send(client, noise, sizeof noise);
    tap_is(count_replies(client, 50), 1, "garbage before a frame and more C0 do no harm");
    client_close(client);
}

/* A FLASH_BEGIN keeps the ROM busy for the time of some sector erases. */
static unsigned replies_during_erase(unsigned requests)
{
    uint32_t begin[4] = {0x8000, 0, 0x400, 0};
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);
    unsigned count = 0;
    struct frame frame;

    client_connect(client);
    client_request(client, OP_FLASH_BEGIN, begin, sizeof begin, 0);
    client_run_ms(client, 5);
    for (unsigned i = 0; i < requests; i++)
        read_magic(client);
    client_run_ms(client, 3000);
    while (client_receive(client, &frame, 0))
        count += frame.bytes[1] == OP_READ_REG;
    client_close(client);
    return count;
}

static void test_ring(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);

    client_connect(client);
    for (int i = 0; i < 64; i++)
        read_magic(client);
    tap_is(count_replies(client, 500), 64, "64 READ_REG in a row are all answered");
    client_close(client);
    /* 14 bytes each */
    tap_is(replies_during_erase(18), 18, "252 bytes fit into the ring while the flash is erased");
    tap_ok(replies_during_erase(19) < 5,
           "266 bytes do not: the ring has no overflow check and most are gone");
}

/* writes a header and one segment */
static void write_image(struct client *client, bool good)
{
    uint8_t image[48] = {0xe9, 1, 3, 0, 0x00, 0x00, 0x10, 0x40,
                         0x00, 0x00, 0x10, 0x40, 16, 0, 0, 0};
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(client->nor);

    for (unsigned i = 0; i < 16; i++)
        image[16 + i] = (uint8_t)(i * 7);
    image[47] = (uint8_t)(client_checksum(image + 16, 16) ^ (good ? 0 : 1));
    memcpy(flash, image, sizeof image); /* as if the image had been there at the reset */
}

static void test_boot_from_flash(void)
{
    struct client *client = client_open(MB, SOC_STRAP_FLASH);

    client_run_ms(client, 200);
    tap_ok(client_said(client, "boot mode:(3,"), "with GPIO0 high the ROM boots from flash");
    tap_ok(client_said(client, "ets_main.c"), "a blank flash is complained about");
    write_image(client, false);
    client_reset(client, SOC_STRAP_FLASH, SOC_RESET_EXTERNAL);
    client_run_ms(client, 200);
    tap_ok(client_said(client, "load 0x40100000, len 16, room 16"),
           "an image's segments are reported");
    tap_ok(client_said(client, "csum err"), "a wrong checksum is reported");
    if (!client->real_rom) {
        write_image(client, true);
        client_reset(client, SOC_STRAP_FLASH, SOC_RESET_EXTERNAL);
        client_run_ms(client, 2200);
        tap_ok(client_said(client, ROM_APPLICATION_LINE) &&
                   rom_application_runs(client_soc(client)->rom),
               "a good image is the application, which says so");
        client_drop(client);
        client_request(client, OP_SYNC, sync_body, sizeof sync_body, 0);
        client_request(client, OP_SYNC, sync_body, sizeof sync_body, 0);
        tap_is(count_replies(client, 500), 0, "the application does not answer SYNC");
    }
    client_close(client);
}

static void test_software_reset(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);

    client_run_ms(client, 20);
    client_reset(client, SOC_STRAP_DOWNLOAD, SOC_RESET_SOFTWARE);
    client_run_ms(client, 50);
    tap_ok(client_said(client, "rst cause:3, boot mode:(1,"), "a software reset is told apart");
    tap_ok(!client_connect(client), "after it the download strap does not start the loader");
    client_close(client);
}

/* On this chip, the ROM obeys the strap after a software reset. */
static void test_reset_to_loader(void)
{
    struct client *client = client_open(MB, SOC_STRAP_DOWNLOAD);

    client_soc(client)->config.reset_to_loader = true;
    client_run_ms(client, 20);
    client_reset(client, SOC_STRAP_DOWNLOAD, SOC_RESET_SOFTWARE);
    tap_ok(client_connect(client), "where the strap counts, a software reset starts the loader");
    client_reset(client, SOC_STRAP_FLASH, SOC_RESET_SOFTWARE);
    client_run_ms(client, 200);
    tap_ok(client_said(client, "ets_main.c"), "and with GPIO0 high the flash is booted");
    client_close(client);
}

int main(void)
{
    test_banner();
    test_sync();
    test_rate(115200, 451);
    test_rate(921600, 56);
    test_rate(9600, 5417);
    test_rate_sticks();
    test_frame_ends();
    test_ring();
    test_boot_from_flash();
    test_software_reset();
    test_reset_to_loader();
    return tap_done();
}
