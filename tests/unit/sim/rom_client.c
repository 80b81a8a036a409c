/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A naive client of the boot ROM for its unit tests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/rom_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/esp8266/rom/rom.h"
#include "sim/chip/esp8266/uart/uart.h"

static void bail_out(const char *reason)
{
    printf("Bail out! %s\n", reason);
    exit(1);
}

static uint8_t *read_rom_image(void)
{
    const char *path = getenv("ESP_ROM");
    uint8_t *image;
    FILE *file;

    if (!path)
        return NULL;
    image = malloc(ROM_SIZE);
    file = fopen(path, "rb");
    if (!image || !file || fread(image, 1, ROM_SIZE, file) != ROM_SIZE)
        bail_out("cannot read the ROM image");
    fclose(file);
    return image;
}

struct client *client_open(uint32_t flash_size, enum soc_strap strap)
{
    struct client *client = calloc(1, sizeof *client);
    struct soc_config config = {.crystal_hz = 26000000, .efuse = {1, 2, 3, 4}};

    if (!client)
        bail_out("out of memory");
    client->rom_image = read_rom_image();
    config.rom_image = client->rom_image;
    client->baud = 115200;
    client->nor = nor_open(&(struct nor_config){.size = flash_size});
    if (!client->nor || soc_init(&client->soc, &config, client->nor) < 0)
        bail_out("no virtual chip");
    client_reset(client, strap, SOC_RESET_EXTERNAL);
    return client;
}

void client_close(struct client *client)
{
    soc_destroy(&client->soc);
    nor_close(client->nor);
    free(client->rom_image);
    free(client);
}

void client_reset(struct client *client, enum soc_strap strap, enum soc_reset cause)
{
    client->soc.strap = strap;
    soc_reset(&client->soc, cause);
    client->queue_size = client->queue_sent = 0;
    client_drop(client);
}

uint64_t client_now_ns(const struct client *client)
{
    return soc_now_ns(&client->soc);
}

static void deliver(struct client *client)
{
    uint64_t byte_ns = UINT64_C(10000000000) / client->baud;

    while (client->queue_sent < client->queue_size &&
           client->next_arrival_ns <= client_now_ns(client)) {
        uart_receive(client->soc.uart, client->queue[client->queue_sent++], client->baud,
                     client->next_arrival_ns);
        client->next_arrival_ns += byte_ns;
    }
}

static void collect(struct client *client)
{
    uint64_t end_ns;
    uint8_t byte;

    while (uart_sent(client->soc.uart, client_now_ns(client), &byte, &end_ns)) {
        if (client->output_size == CLIENT_OUTPUT_MAX)
            bail_out("the chip talks too much");
        if (client->output_read == client->output_size)
            client->first_output_ns = end_ns;
        client->output[client->output_size++] = byte;
        client->last_output_ns = end_ns;
    }
}

static void run_until(struct client *client, uint64_t end_ns)
{
    while (client_now_ns(client) < end_ns) {
        uint64_t next_ns = end_ns;

        if (client->queue_sent < client->queue_size && client->next_arrival_ns < end_ns)
            next_ns = client->next_arrival_ns;
        if (next_ns <= client_now_ns(client))
            next_ns = client_now_ns(client) + 1;
        if (!soc_run(&client->soc, next_ns))
            return;
        deliver(client);
        collect(client);
    }
}

void client_run_ms(struct client *client, double ms)
{
    run_until(client, client_now_ns(client) + (uint64_t)(ms * 1e6));
}

void client_send(struct client *client, const void *bytes, size_t size)
{
    if (client->queue_sent == client->queue_size) {
        client->queue_size = client->queue_sent = 0;
        client->next_arrival_ns = client_now_ns(client) + UINT64_C(10000000000) / client->baud;
    }
    if (size > CLIENT_QUEUE_MAX - client->queue_size)
        bail_out("too much on the line");
    memcpy(client->queue + client->queue_size, bytes, size);
    client->queue_size += size;
}

static size_t escape(uint8_t *out, const uint8_t *in, size_t size)
{
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        if (in[i] == 0xc0 || in[i] == 0xdb) {
            out[count++] = 0xdb;
            out[count++] = in[i] == 0xc0 ? 0xdc : 0xdd;
        } else {
            out[count++] = in[i];
        }
    }
    return count;
}

void client_request(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum)
{
    uint8_t head[8] = {0, op, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)checksum};
    static uint8_t out[CLIENT_QUEUE_MAX];
    size_t count = 0;

    out[count++] = 0xc0;
    count += escape(out + count, head, sizeof head);
    count += escape(out + count, body, size);
    out[count++] = 0xc0;
    client_send(client, out, count);
}

/* Takes one frame off the output, if there is a whole one. */
static bool next_frame(struct client *client, struct frame *frame)
{
    size_t at = client->output_read;

    while (at < client->output_size && client->output[at] != 0xc0)
        at++;
    for (frame->size = 0, at++; at < client->output_size; at++) {
        uint8_t byte = client->output[at];

        if (byte == 0xc0 && frame->size > 0) {
            client->output_read = at + 1;
            return true;
        }
        if (byte == 0xc0)
            continue;
        if (byte == 0xdb && at + 1 < client->output_size)
            byte = client->output[++at] == 0xdc ? 0xc0 : 0xdb;
        if (frame->size < CLIENT_FRAME_MAX)
            frame->bytes[frame->size++] = byte;
    }
    return false;
}

bool client_receive(struct client *client, struct frame *frame, double timeout_ms)
{
    uint64_t end_ns = client_now_ns(client) + (uint64_t)(timeout_ms * 1e6);

    memset(frame, 0, sizeof *frame);
    while (!next_frame(client, frame)) {
        if (client_now_ns(client) >= end_ns || client->soc.trouble[0]) {
            memset(frame, 0, sizeof *frame);
            return false;
        }
        client_run_ms(client, 0.2);
    }
    return true;
}

void client_drop(struct client *client)
{
    client->output_size = client->output_read = 0;
}

bool client_said(const struct client *client, const char *text)
{
    return memmem(client->output, client->output_size, text, strlen(text)) != NULL;
}

bool client_command(struct client *client, uint8_t op, const void *body, size_t size,
                    uint32_t checksum, struct frame *reply)
{
    client_request(client, op, body, size, checksum);
    return client_receive(client, reply, 4000);
}

bool client_connect(struct client *client)
{
    uint8_t body[36] = {0x07, 0x07, 0x12, 0x20};
    struct frame reply;

    memset(body + 4, 0x55, 32);
    client_run_ms(client, 20);
    client_drop(client);
    client_request(client, OP_SYNC, body, sizeof body, 0);
    client_run_ms(client, 100000.0 / client->baud * 10);
    client_request(client, OP_SYNC, body, sizeof body, 0);
    if (!client_receive(client, &reply, 100))
        return false;
    client_run_ms(client, 200000.0 / client->baud * 10);
    client_drop(client);
    return true;
}

uint8_t client_checksum(const uint8_t *data, size_t size)
{
    uint8_t sum = 0xef;

    while (size--)
        sum ^= *data++;
    return sum;
}

bool client_data(struct client *client, uint8_t op, uint32_t number, const uint8_t *data,
                 uint32_t size, uint8_t checksum, struct frame *reply)
{
    static uint8_t body[16 + 0x4000];
    uint32_t head[4] = {size, number, 0, 0};

    memcpy(body, head, sizeof head);
    memcpy(body + sizeof head, data, size);
    return client_command(client, op, body, sizeof head + size, checksum, reply);
}

uint32_t client_value(const struct frame *frame)
{
    return (uint32_t)frame->bytes[4] | (uint32_t)frame->bytes[5] << 8 |
           (uint32_t)frame->bytes[6] << 16 | (uint32_t)frame->bytes[7] << 24;
}

uint8_t client_failed(const struct frame *frame)
{
    return frame->bytes[8];
}

uint8_t client_error(const struct frame *frame)
{
    return frame->bytes[9];
}

uint32_t client_word(struct client *client, uint32_t address)
{
    uint32_t value = 0;

    lx106_peek(&client->soc.cpu, address, 4, &value);
    return value;
}

void client_set_word(struct client *client, uint32_t address, uint32_t value)
{
    lx106_poke(&client->soc.cpu, address, 4, value);
}
