/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's commands: limits, status codes, and its known oddities.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each test is a fact that surprises a naive client.  With ESP_ROM=FILE the same cases run
 * on a dump of the real ROM.
 */
#include <stdlib.h>

#include "tap.h"
#include "unit/sim/rom_client.h"

enum {
    MB = 1 << 20,
    SECTOR = 4096,
    CHIP_MAGIC_ADDRESS = 0x40001000,
    DRAM = 0x3ffe8000,
    ERROR_REQUEST = 5,
    ERROR_FAILED = 6,
    ERROR_CHECKSUM = 7,
};

static struct client *connected(uint32_t flash_size)
{
    struct client *client = client_open(flash_size, SOC_STRAP_DOWNLOAD);

    if (!client_connect(client))
        tap_ok(false, "the client gets through");
    return client;
}

static bool begin(struct client *client, uint8_t op, uint32_t size, uint32_t block,
                  uint32_t address, struct frame *reply)
{
    uint32_t body[4] = {size, block ? (size + block - 1) / block : 0, block, address};

    return client_command(client, op, body, sizeof body, 0, reply);
}

/* The result of a command: 0, or the error number, or 255 for no answer. */
static unsigned outcome(bool answered, const struct frame *reply)
{
    if (!answered)
        return 255;
    return client_failed(reply) ? client_error(reply) : 0;
}

static unsigned begin_outcome(struct client *client, uint8_t op, uint32_t size, uint32_t block,
                              uint32_t address)
{
    struct frame reply;
    bool answered = begin(client, op, size, block, address, &reply);

    return outcome(answered, &reply);
}

static unsigned data_outcome(struct client *client, uint8_t op, uint32_t number, uint32_t size)
{
    static const uint8_t data[0x2000];
    struct frame reply;
    bool answered = client_data(client, op, number, data, size, client_checksum(data, size),
                                &reply);

    return outcome(answered, &reply);
}

static void test_status(void)
{
    struct client *client = connected(MB);
    uint32_t address = CHIP_MAGIC_ADDRESS;
    struct frame reply;

    client_command(client, OP_READ_REG, &address, 4, 0, &reply);
    client_request(client, 0x0f, NULL, 0, 0); /* CHANGE_BAUDRATE of later chips */
    tap_ok(client_receive(client, &reply, 100) && client_failed(&reply) == 1 &&
               client_error(&reply) == ERROR_REQUEST,
           "an unknown opcode is a bad request");
    tap_is(reply.bytes[1], OP_READ_REG, "its reply carries the op of the last valid command");
    begin(client, OP_MEM_BEGIN, 16, 16, DRAM, &reply);
    tap_ok(client_failed(&reply) == 0 && client_error(&reply) == ERROR_REQUEST,
           "after an error the second status byte of a success is stale");
    tap_is(client_value(&reply), 0xfff0c101, "the value is what an earlier command left");
    client_command(client, OP_READ_REG, &address, 4, 0, &reply);
    tap_is(client_error(&reply), 0, "READ_REG clears the second status byte");
    client_close(client);
}

static void test_read_reg_zero(void)
{
    struct client *client = connected(MB);
    uint32_t address = 0;
    struct frame reply;

    client_request(client, OP_READ_REG, &address, 4, 0);
    tap_ok(!client_receive(client, &reply, 500), "READ_REG of address 0 is not answered");
    address = CHIP_MAGIC_ADDRESS;
    client_request(client, OP_READ_REG, &address, 4, 0);
    tap_ok(!client_receive(client, &reply, 500), "nor is anything after it");
    client_reset(client, SOC_STRAP_DOWNLOAD, SOC_RESET_EXTERNAL);
    tap_ok(client_connect(client), "until the chip is reset");
    client_close(client);
}

static void test_delay(void)
{
    uint32_t body[4] = {DRAM, 0x12345678, 0xffffffff, 10000};
    struct client *client = connected(MB);
    struct frame reply;
    uint64_t start_ns, took_us;

    client->baud = 115200;
    start_ns = client_now_ns(client);
    client_command(client, OP_WRITE_REG, body, sizeof body, 0, &reply);
    /* minus the time that request and reply take on the line */
    took_us = (client->last_output_ns - start_ns) / 1000 - (26 + 12) * 10 * 1000 / 115;
    tap_ok(took_us > 14500 && took_us < 17000, "a delay of 10 ms takes 1.54 times as long (%u us)",
           (unsigned)took_us);
    tap_is(client_word(client, DRAM), 0x12345678, "WRITE_REG writes");
    body[1] = 0;
    body[2] = 0xff00;
    body[3] = 0;
    client_command(client, OP_WRITE_REG, body, sizeof body, 0, &reply);
    tap_is(client_word(client, DRAM), 0x12340078, "only under its mask");
    client_close(client);
}

static void test_memory_blocks(void)
{
    static const uint8_t data[32] = "sixteen bytes..";
    struct client *client = connected(MB);
    struct frame reply;

    tap_is(begin_outcome(client, OP_MEM_BEGIN, 0x1801, 0x1801, DRAM), ERROR_REQUEST,
           "a block size of more than 0x1800 is a bad request");
    tap_is(begin_outcome(client, OP_MEM_BEGIN, 0x3000, 0x1800, DRAM), 0, "0x1800 is not");
    tap_is(data_outcome(client, OP_MEM_DATA, 0, 0x1800), 0, "a block of 0x1800 bytes is taken");
    tap_is(data_outcome(client, OP_MEM_DATA, 3, 16), ERROR_REQUEST,
           "a block out of sequence is a bad request");
    begin(client, OP_MEM_BEGIN, 64, 32, DRAM, &reply);
    tap_is(data_outcome(client, OP_MEM_DATA, 0, 33), ERROR_REQUEST,
           "a block larger than announced is a bad request");
    client_data(client, OP_MEM_DATA, 0, data, 32, 0, &reply);
    tap_is(outcome(true, &reply), ERROR_CHECKSUM, "a wrong checksum is reported");
    client_data(client, OP_MEM_DATA, 0, data, 32, client_checksum(data, 32), &reply);
    tap_is(outcome(true, &reply), ERROR_REQUEST, "and uses up its sequence number");
    client_data(client, OP_MEM_DATA, 1, data, 32, client_checksum(data, 32), &reply);
    tap_is(outcome(true, &reply), 0, "so the block is sent again with the next number");
    tap_is(client_word(client, DRAM), 0x74786973, "and lands where it belongs");
    client_close(client);
}

static void test_instruction_ram(void)
{
    struct client *client = connected(MB);

    begin_outcome(client, OP_MEM_BEGIN, 64, 32, 0x40100000);
    tap_is(data_outcome(client, OP_MEM_DATA, 0, 32), 0, "whole words go into instruction RAM");
    tap_is(data_outcome(client, OP_MEM_DATA, 1, 30), 255,
           "a block with a tail of two bytes hangs the ROM there");
    client_close(client);
}

/* The number of bytes erased from start on, in a flash of zeros. */
static uint32_t erased(uint32_t start, uint32_t size)
{
    struct client *client = connected(MB);
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(client->nor);
    struct frame reply;
    uint32_t count = 0;

    memset(flash, 0, MB);
    if (begin(client, OP_FLASH_BEGIN, size, 0x400, start, &reply) && !client_failed(&reply))
        while (start + count < MB && flash[start + count] == 0xff)
            count++;
    for (uint32_t i = start + count; i < MB; i++)
        if (flash[i] == 0xff)
            count |= 0x80000000;
    client_close(client);
    return count;
}

/* The size that clients send so that at least the wanted sectors are erased.  Clients
 * commonly use this formula, although it is not the exact inverse of the ROM's. */
static uint32_t size_to_send(uint32_t start, uint32_t size)
{
    uint32_t sectors = size / SECTOR, head = 16 - start / SECTOR % 16;

    if (head > sectors)
        head = sectors;
    return SECTOR * (sectors < 2 * head ? (sectors + 1) / 2 : sectors - head);
}

static void test_erase_bug(void)
{
    static const uint32_t cases[][2] = {
        {0, 0x1000}, {0, 0x5000}, {0x3000, 0x20000}, {0xf000, 0x11000}, {0x10000, 0x40000},
    };

    tap_is(erased(0, 0x1000), 0x2000, "FLASH_BEGIN of one sector erases two");
    tap_is(erased(0, 0x10000), 0x20000, "FLASH_BEGIN of 64 KB at 0 erases 32 sectors");
    tap_is(erased(0, 0x20000), 0x30000, "of 128 KB 16 too many");
    tap_is(erased(0xf000, 0x1000), 0x2000, "it does so across a block's end");
    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t got = erased(cases[i][0], size_to_send(cases[i][0], cases[i][1]));

        tap_ok(got >= cases[i][1] && got < cases[i][1] + 2 * SECTOR,
               "the formula erases 0x%x at 0x%x (0x%x)", cases[i][1], cases[i][0], got);
    }
}

static void test_flash_limits(void)
{
    struct client *client = connected(8 * MB);
    uint32_t params[6] = {0, 8 * MB, 0x10000, 0x1000, 0x100, 0xffff};
    struct frame reply;

    tap_is(begin_outcome(client, OP_FLASH_BEGIN, 0x400, 0x400, 0x800), ERROR_FAILED,
           "FLASH_BEGIN wants an offset on a sector");
    tap_is(begin_outcome(client, OP_FLASH_BEGIN, 0x1000, 0x400, 4 * MB), ERROR_FAILED,
           "and within 4 MB");
    client_command(client, OP_SPI_SET_PARAMS, params, sizeof params, 0, &reply);
    tap_is(outcome(true, &reply), 0, "SPI_SET_PARAMS is known");
    tap_is(begin_outcome(client, OP_FLASH_BEGIN, 0x1000, 0x400, 4 * MB), 0, "and enlarges that");
    tap_is(data_outcome(client, OP_FLASH_DATA, 0, 0x3fe), ERROR_REQUEST,
           "FLASH_DATA wants a multiple of 4");
    tap_is(data_outcome(client, OP_FLASH_DATA, 0, 0x404), ERROR_REQUEST,
           "and no more than the block size");
    tap_is(data_outcome(client, OP_FLASH_DATA, 0, 0x400), 0, "and takes what is right");
    client_close(client);
}

static void test_flash_write(void)
{
    struct client *client = connected(MB);
    const struct nor_stats *stats = nor_get_stats(client->nor);
    uint8_t data[0x400];
    struct frame reply;
    uint64_t writes = stats->status_writes, start_ns, took_us;

    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i * 5);
    tap_is(begin_outcome(client, OP_FLASH_BEGIN, 0x800, 0x400, 0x1000), 0, "FLASH_BEGIN");
    tap_is(stats->status_writes - writes, 3,
           "attaching and unlocking write the non-volatile status register each time");
    start_ns = client_now_ns(client);
    client_data(client, OP_FLASH_DATA, 0, data, sizeof data, client_checksum(data, sizeof data),
                &reply);
    took_us = (client->last_output_ns - start_ns) / 1000 - (1034 + 12) * 10 * 1000 / 115;
    tap_ok(memcmp(nor_bytes(client->nor) + 0x1000, data, sizeof data) == 0, "FLASH_DATA writes");
    tap_is(stats->page_programs, 32, "32 bytes a program command");
    tap_ok(took_us > 3000 && took_us < 20000, "1 KB costs some milliseconds (%u us)",
           (unsigned)took_us);
    client_data(client, OP_FLASH_DATA, 1, data, sizeof data, 0, &reply);
    tap_is(outcome(true, &reply), ERROR_CHECKSUM, "FLASH_DATA checks its checksum");
    tap_is(stats->violations, 0, "the flash is used by its rules");
    client_close(client);
}

static void test_flash_end(void)
{
    struct client *client = connected(MB);
    uint32_t stay = 1;
    struct frame reply;
    uint8_t status = 0;

    begin_outcome(client, OP_FLASH_BEGIN, 0x400, 0x400, 0);
    data_outcome(client, OP_FLASH_DATA, 0, 0x400);
    client_command(client, OP_FLASH_END, &stay, 4, 0, &reply);
    tap_is(outcome(true, &reply), 0, "FLASH_END is answered");
    client_run_ms(client, 300);
    tap_ok(client_said(client, "ets_main.c"), "and boots from flash, even when told to stay");
    nor_transfer(client->nor, client_now_ns(client), (const uint8_t[]){0x05}, 1, &status, 1);
    tap_is(status & 0x1c, 0x1c, "with all block-protect bits set");
    client_close(client);
}

int main(void)
{
    test_status();
    test_read_reg_zero();
    test_delay();
    test_memory_blocks();
    test_instruction_ram();
    test_erase_bug();
    test_flash_limits();
    test_flash_write();
    test_flash_end();
    return tap_done();
}
