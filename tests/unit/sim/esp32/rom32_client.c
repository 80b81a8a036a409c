/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client of chip_client.h, for an ESP32 or a later chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/esp32/rom32_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/chip_option.h"

enum { STATUS_SIZE = 4, HEADER_SIZE = 8, SYNCS = 5 };

const struct rom32_kind rom32_kinds[] = {
    {
        .name = "esp32",
        .rom_variable = "ESP32_ROM",
        .magic = 0x00f01d83,
        .free_ram = 0x3ffd0000,
        .uart = 0x3ff40000,
        .begin_words = 4,
        .ring = 256,
        .needs_attach = true,
        .whole_windows = true,
    },
    {
        .name = "esp32c3",
        .rom_variable = "ESP32C3_ROM",
        .magic = 0x1b31506f,
        .free_ram = 0x3fc90000,
        .uart = 0x60000000,
        .begin_words = 5,
        .ring = 2048,
    },
    {.name = NULL},
};
const struct rom32_kind *rom32_kind = rom32_kinds;

static void bail_out(const char *reason)
{
    printf("Bail out! %s\n", reason);
    exit(1);
}

bool rom32_client_sync(struct client *client)
{
    uint8_t body[36] = {0x07, 0x07, 0x12, 0x20};
    struct frame reply;
    bool answered = false;

    memset(body + 4, 0x55, 32);
    client_run_ms(client, 40);
    client_drop(client);
    for (int i = 0; i < SYNCS && !answered; i++) {
        client_request(client, OP_SYNC, body, sizeof body, 0);
        answered = client_receive(client, &reply, 100);
    }
    client_run_ms(client, 40);
    client_drop(client);
    return answered;
}

struct client *rom32_client_connect_to(const char *name, const char *rom, uint32_t flash_size,
                                       const char *fuses)
{
    struct client *client = client_new(name, flash_size, rom);
    char error[SIM_OPTION_ERROR];

    if (fuses) {
        if (sim_option_set(client->chip, client->config, "fuses", fuses, error) < 0)
            bail_out(error);
        client->chip->swap(client->self, client->config);
    }
    client_restart(client, SIM_RESET_POWER_ON, SIM_STRAP_DOWNLOAD);
    if (!rom32_client_sync(client))
        bail_out("the loader does not answer SYNC");
    return client;
}

struct client *rom32_client_connect(uint32_t flash_size, const char *fuses)
{
    return rom32_client_connect_to(rom32_kind->name, getenv(rom32_kind->rom_variable), flash_size,
                                   fuses);
}

struct client *rom32_client_open(uint32_t flash_size, const char *fuses)
{
    struct client *client = rom32_client_connect(flash_size, fuses);
    struct frame reply;

    if (ROM32_WORDS(client, OP_SPI_ATTACH, 0, &reply, 0, 0) != 0)
        bail_out("the loader does not attach the flash");
    return client;
}

struct esp32 *rom32_client_chip(const struct client *client)
{
    return client->self;
}

uint8_t *rom32_client_flash(const struct client *client)
{
    return (uint8_t *)(uintptr_t)nor_bytes(client->nor);
}

static unsigned outcome(bool answered, const struct frame *reply, uint8_t op, uint32_t contents)
{
    const uint8_t *status = reply->bytes + HEADER_SIZE + contents;

    if (!answered || reply->size != HEADER_SIZE + contents + STATUS_SIZE || reply->bytes[1] != op)
        return ROM32_NO_ANSWER;
    return status[0] ? status[1] : 0;
}

unsigned rom32_client_words(struct client *client, uint8_t op, const uint32_t *words,
                            uint32_t count, uint32_t contents, struct frame *reply)
{
    bool answered = client_command(client, op, words, 4 * count, 0, reply);

    return outcome(answered, reply, op, contents);
}

unsigned rom32_client_begin(struct client *client, uint8_t op, uint32_t size, uint32_t count,
                            uint32_t block, uint32_t address)
{
    const uint32_t words[] = {size, count, block, address, 0};
    struct frame reply;

    return rom32_client_words(client, op, words, op == OP_MEM_BEGIN ? 4 : rom32_kind->begin_words,
                              0, &reply);
}

unsigned rom32_client_data(struct client *client, uint8_t op, uint32_t number,
                           const uint8_t *bytes, uint32_t size, bool damaged)
{
    uint8_t sum = client_checksum(bytes, size);
    struct frame reply;
    bool answered =
        client_data(client, op, number, bytes, size, damaged ? sum ^ 1 : sum, &reply);

    return outcome(answered, &reply, op, 0);
}

uint32_t rom32_client_read_reg(struct client *client, uint32_t address)
{
    struct frame reply;

    if (ROM32_WORDS(client, OP_READ_REG, 0, &reply, address) != 0)
        return 0xdeadbeef;
    return client_value(&reply);
}
