/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROMs since the ESP32's: limits, status codes, and its oddities.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each case is an observation of the real ROM that a naive client does not expect.
 */
#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    MB = 1 << 20,
    MAGIC_ADDRESS = 0x40001000,
    SYNC_VALUE = 0x20120707,
    UNKNOWN = 0xd0, /* ERASE_FLASH of stubs */
    SLOW_READ = 64,
    READ_REG_BYTES = 2 + 8 + 4, /* two SLIP ends, header, address */
    MD5_TEXT = 32,
    ERROR_REQUEST = 5,
    ERROR_FAILED = 6,
    ERROR_READ = 9,
    ERROR_READ_LENGTH = 10,
};

static unsigned replies(struct client *client)
{
    struct frame reply;
    unsigned count = 0;

    while (client_receive(client, &reply, 20))
        count++;
    return count;
}

static void send_sync(struct client *client)
{
    uint8_t body[36] = {0x07, 0x07, 0x12, 0x20};

    memset(body + 4, 0x55, 32);
    client_request(client, OP_SYNC, body, sizeof body, 0);
}

static void test_sync(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    send_sync(client);
    tap_ok(client_receive(client, &reply, 100) && reply.size == 12 && reply.bytes[2] == 4 &&
               client_value(&reply) == SYNC_VALUE,
           "SYNC is answered with a value and four bytes of status");
    tap_is(replies(client), 7, "and with seven answers more");
    client_request(client, UNKNOWN, NULL, 0, 0);
    tap_ok(client_receive(client, &reply, 100) && reply.bytes[1] == OP_SYNC &&
               client_failed(&reply) && client_error(&reply) == ERROR_REQUEST,
           "an unknown command right after SYNC is answered as SYNC");
    tap_is(replies(client), 7, "eight times");
    rom32_client_read_reg(client, MAGIC_ADDRESS);
    client_request(client, UNKNOWN, NULL, 0, 0);
    tap_ok(client_receive(client, &reply, 100) && reply.bytes[1] == OP_READ_REG &&
               client_failed(&reply) && client_value(&reply) == rom32_kind->magic,
           "later, an unknown command is answered with the op and the value of the one before");
    tap_is(replies(client), 0, "once");
    client_close(client);
}

static void test_stale_status(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    struct frame reply;

    tap_is(ROM32_WORDS(client, OP_SPI_SET_PARAMS, 0, &reply, 0), ERROR_REQUEST,
           "SPI_SET_PARAMS takes six words only");
    ROM32_WORDS(client, OP_MEM_BEGIN, 0, &reply, 16, 1, 16, rom32_kind->free_ram);
    tap_ok(!client_failed(&reply) && client_error(&reply) == ERROR_REQUEST,
           "a success still has the error number of the command before");
    ROM32_WORDS(client, OP_SPI_FLASH_MD5, MD5_TEXT, &reply, 0, 4096, 0, 0);
    rom32_client_read_reg(client, MAGIC_ADDRESS);
    ROM32_WORDS(client, OP_SPI_ATTACH, 0, &reply, 0);
    tap_ok(!client_failed(&reply) && reply.bytes[10] && client_value(&reply) == rom32_kind->magic,
           "digits of an MD5 and the value of READ_REG stay in later answers");
    client_close(client);
}

static void test_belief_in_2mb(void)
{
    struct client *client = rom32_client_open(4 * MB, NULL);
    struct frame reply;

    memset(rom32_client_flash(client) + 2 * MB, 0x5a, SLOW_READ);
    tap_is(ROM32_WORDS(client, OP_READ_FLASH_SLOW, SLOW_READ, &reply, 2 * MB, SLOW_READ),
           ERROR_READ, "at first the ROM reads nothing behind 2 MB");
    tap_is(ROM32_WORDS(client, OP_SPI_FLASH_MD5, MD5_TEXT, &reply, 2 * MB, 4096, 0, 0), ERROR_READ,
           "and computes no MD5 there");
    tap_is(rom32_client_begin(client, OP_FLASH_BEGIN, 4096, 4, 1024, 2 * MB), ERROR_FAILED,
           "and erases nothing there");
    tap_is(ROM32_WORDS(client, OP_SPI_SET_PARAMS, 0, &reply, 0, 4 * MB, 65536, 4096, 256, 0xffff),
           0, "SPI_SET_PARAMS tells the true size");
    tap_ok(ROM32_WORDS(client, OP_READ_FLASH_SLOW, SLOW_READ, &reply, 2 * MB, SLOW_READ) == 0 &&
               reply.bytes[8] == 0x5a && reply.bytes[8 + SLOW_READ - 1] == 0x5a,
           "then the ROM reads there");
    client_close(client);
}

static void test_slow_read(void)
{
    struct client *client = rom32_client_open(MB, NULL);
    uint8_t *flash = rom32_client_flash(client);
    struct frame reply;

    for (int i = 0; i < SLOW_READ; i++)
        flash[0x100 + i] = (uint8_t)(i + 1);
    tap_ok(ROM32_WORDS(client, OP_READ_FLASH_SLOW, SLOW_READ, &reply, 0x100, 16) == 0 &&
               memcmp(reply.bytes + 8, flash + 0x100, 16) == 0,
           "a read of 16 bytes is answered with 64 and the status behind them");
    tap_is(ROM32_WORDS(client, OP_READ_FLASH_SLOW, SLOW_READ, &reply, 0x100, SLOW_READ + 1),
           ERROR_READ_LENGTH, "more than 64 are refused, also with 64 bytes before the status");
    client_close(client);
}

static void test_without_attach(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    memset(rom32_client_flash(client), 0x42, SLOW_READ);
    client_request(client, OP_READ_FLASH_SLOW, (const uint32_t[]){0, SLOW_READ}, 8, 0);
    tap_is(client_receive(client, &reply, 500), !rom32_kind->needs_attach,
           "without SPI_ATTACH, a read waits for a flash that is not connected, or succeeds");
    client_close(client);
    client = rom32_client_connect(MB, NULL);
    tap_is(ROM32_WORDS(client, OP_SPI_ATTACH, 0, &reply, 0), 0, "SPI_ATTACH takes one word");
    tap_is(ROM32_WORDS(client, OP_SPI_ATTACH, 0, &reply, 0, 0), 0, "and two words");
    client_close(client);
}

static void test_short_read_reg(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    rom32_client_read_reg(client, MAGIC_ADDRESS);
    client_request(client, OP_READ_REG, NULL, 0, 0);
    tap_ok(client_receive(client, &reply, 500) && client_value(&reply) == rom32_kind->magic,
           "a READ_REG without an address reads the last one again");
    send_sync(client);
    replies(client);
    client_request(client, OP_READ_REG, "\0\x10", 2, 0);
    tap_ok(!client_receive(client, &reply, 500),
           "with half an address it reads where nothing is, and is not answered");
    client_request(client, OP_READ_REG, "\0\x10\0\x40", 4, 0);
    tap_ok(!client_receive(client, &reply, 500), "nor is anything after it");
    client_restart(client, SIM_RESET_PIN, SIM_STRAP_DOWNLOAD);
    tap_ok(rom32_client_sync(client), "until the chip is reset");
    client_close(client);
}

static void test_garbage(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    client_send(client, "noise\xc0\xc0\xc0", 8);
    tap_is(rom32_client_read_reg(client, MAGIC_ADDRESS), rom32_kind->magic,
           "garbage before a frame and more than one C0 do no harm");
    client_send(client, "\xc0\0\x55\x04\0\0\0\0", 8); /* an unknown command without its end */
    client_request(client, OP_READ_REG, "\0\x10\0\x40", 4, 0);
    tap_ok(client_receive(client, &reply, 100) && client_failed(&reply),
           "after a truncated frame the next frame draws an error");
    tap_is(rom32_client_read_reg(client, MAGIC_ADDRESS), rom32_kind->magic, "then all is normal");
    client_close(client);
}

static void test_registers(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    tap_is(ROM32_WORDS(client, OP_WRITE_REG, 0, &reply, rom32_kind->free_ram, 0x12345678, 0xffffffff, 0,
                       rom32_kind->free_ram, 0xabcdef00, 0xff00, 5),
           0, "WRITE_REG takes more than one register");
    tap_is(rom32_client_read_reg(client, rom32_kind->free_ram), 0x1234ef78, "and obeys the masks");
    client_close(client);
}

/* Sends requests while the ROM waits in a WRITE_REG.  Returns the number of answers. */
static unsigned answered_of(struct client *client, unsigned count)
{
    struct frame reply;

    client_request(client, OP_WRITE_REG, (const uint32_t[]){rom32_kind->free_ram, 0, 0, 300000}, 16,
                   0);
    for (unsigned i = 0; i < count; i++)
        client_request(client, OP_READ_REG, "\0\x10\0\x40", 4, 0);
    client_run_ms(client, 320);
    client_receive(client, &reply, 100);
    return replies(client);
}

static void test_ring(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    unsigned fits = rom32_kind->ring / READ_REG_BYTES;

    tap_is(answered_of(client, fits), fits,
           "requests wait in the ROM's ring while the ROM is busy");
    tap_is(answered_of(client, fits + 1), 0, "with one more, as many bytes as it holds are lost");
    client_send(client, "\xc0", 1);
    client_run_ms(client, 10);
    client_drop(client);
    tap_is(answered_of(client, fits + 2), 1, "with two more, too");
    client_close(client);
}

static void test_change_baud(void)
{
    struct client *client = rom32_client_connect(MB, NULL);
    struct frame reply;

    tap_is(ROM32_WORDS(client, OP_CHANGE_BAUDRATE, 0, &reply, 921600, 0), 0,
           "CHANGE_BAUDRATE is answered at the old rate");
    client->baud = 921600;
    client_run_ms(client, 2);
    tap_is(rom32_client_read_reg(client, MAGIC_ADDRESS), rom32_kind->magic, "and then the rate is new");
    tap_ok(rom32_client_read_reg(client, rom32_kind->uart + 0x14) >> 20 != 0,
           "the divisor has sixteenths in its upper bits");
    client_close(client);
}

int main(void)
{
    for (rom32_kind = rom32_kinds; rom32_kind->name; rom32_kind++) {
        printf("# %s\n", rom32_kind->name);
        test_sync();
        test_stale_status();
        test_belief_in_2mb();
        test_slow_read();
        test_without_attach();
        test_short_read_reg();
        test_garbage();
        test_registers();
        test_ring();
        test_change_baud();
    }
    return tap_done();
}
