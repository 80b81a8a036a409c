/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that sends commands to the flash by registers, while the ESP32's stub runs and reads
 * the flash on two lines.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <zlib.h>

#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/wire/protocol.h"
#include "tap.h"
#include "unit/sim/esp32/rom32_client.h"

enum {
    KB512 = 0x80000,
    BLOCK = 1024,
    STUB_ADDRESS = 0x40080000,
    SPI1 = 0x3ff42000,
    USER = 0x1c, USER2 = 0x24, MISO_DLEN = 0x2c, W0 = 0x80, /* offsets of registers */
    HEADER = 8,
    GREETING_MS = 500,
    INFO_MS = 1000,
};

static void load_stub(struct client *client)
{
    uint32_t size = (uint32_t)(esp_stub_esp32_size + BLOCK - 1) / BLOCK * BLOCK;
    struct frame reply;
    uint8_t block[BLOCK];

    ROM32_WORDS(client, OP_MEM_BEGIN, 0, &reply, size, size / BLOCK, BLOCK, STUB_ADDRESS);
    for (uint32_t at = 0; at < size; at += BLOCK) {
        size_t left = esp_stub_esp32_size - at;

        memset(block, 0, sizeof block);
        memcpy(block, esp_stub_esp32 + at, left < BLOCK ? left : BLOCK);
        rom32_client_data(client, OP_MEM_DATA, at / BLOCK, block, BLOCK, false);
    }
    ROM32_WORDS(client, OP_MEM_END, 0, &reply, 0, STUB_ADDRESS);
    if (!client_receive(client, &reply, GREETING_MS) ||
        memcmp(reply.bytes, ESP_STUB_GREETING, 4) != 0)
        printf("# no greeting\n");
}

/* The tests that the stub has run.  They include the flash's lines. */
static uint32_t tests_run(struct client *client)
{
    const uint8_t op = ESP_OP_STUB_INFO;
    uint32_t crc = (uint32_t)crc32(0, &op, 1); /* none of its bytes needs an escape */
    const uint8_t request[] = {ESP_SLIP_END, 0, op, 0, 0, (uint8_t)crc, (uint8_t)(crc >> 8),
                               (uint8_t)(crc >> 16), (uint8_t)(crc >> 24), ESP_SLIP_END};
    struct esp_stub_info info;
    struct frame reply;

    client_send(client, request, sizeof request);
    if (!client_receive(client, &reply, INFO_MS))
        return 0;
    memcpy(&info, reply.bytes + HEADER, sizeof info);
    return info.tests;
}

static void digest(struct client *client, uint8_t md5[ESP_MD5_SIZE])
{
    struct frame reply = {0};

    client_command(client, OP_SPI_FLASH_MD5, (const uint32_t[]){0x1000, 0x1000, 0, 0}, 16, 0,
                   &reply);
    memcpy(md5, reply.bytes + HEADER, ESP_MD5_SIZE);
}

static void set(struct client *client, uint32_t offset, uint32_t value)
{
    struct frame reply;

    client_command(client, OP_WRITE_REG, (const uint32_t[]){SPI1 + offset, value, 0xffffffff, 0},
                   16, 0, &reply);
}

static uint32_t get(struct client *client, uint32_t offset)
{
    struct frame reply = {0};

    client_command(client, OP_READ_REG, (const uint32_t[]){SPI1 + offset}, 4, 0, &reply);
    return client_value(&reply);
}

/* Reads the flash's ID as other flashers do, which do not know of the lines. */
static uint32_t id_by_registers(struct client *client)
{
    uint32_t user = get(client, USER), user2 = get(client, USER2), id;

    set(client, USER, 0x90000000);
    set(client, MISO_DLEN, 23);
    set(client, USER2, 0x7000009f);
    set(client, W0, 0);
    set(client, 0, 1 << 18);
    id = get(client, W0) & 0xffffff;
    set(client, USER, user);
    set(client, USER2, user2);
    return id;
}

int main(void)
{
    struct client *client = rom32_client_open(KB512, NULL);
    uint8_t first[ESP_MD5_SIZE] = {0}, again[ESP_MD5_SIZE] = {1};

    for (uint32_t i = 0; i < 0x10000; i++)
        rom32_client_flash(client)[i] = (uint8_t)(i * 2654435761u >> 13);
    load_stub(client);
    tap_ok(tests_run(client) & ESP_TEST_LINES, "the stub reads on two lines");
    digest(client, first);
    tap_is(id_by_registers(client), 0x1340ef, "the ID is right all the same");
    digest(client, again);
    tap_ok(memcmp(first, again, sizeof first) == 0 && first[0] != 0, "and so are the next reads");
    client_close(client);
    return tap_done();
}
