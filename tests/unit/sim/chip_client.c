/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A naive client of a virtual chip of any kind.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/chip_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/chip/chip_option.h"

static void bail_out(const char *reason)
{
    printf("Bail out! %s\n", reason);
    exit(1);
}

static void load_rom(struct client *client, const char *rom)
{
    char error[SIM_OPTION_ERROR];

    if (rom && sim_option_set(client->chip, client->config, "rom", rom, error) < 0)
        bail_out(error);
    client->real_rom = rom != NULL;
}

struct client *client_new(const char *name, uint32_t flash_size, const char *rom)
{
    const struct sim_chip *chip = sim_chip_find(sim_chips, name);
    struct client *client = calloc(1, sizeof *client);

    if (!client || !chip)
        bail_out("no such chip, or out of memory");
    client->chip = chip;
    client->baud = 115200;
    client->config = chip->configure(name);
    client->nor = nor_open(&(struct nor_config){.size = flash_size});
    if (!client->config || !client->nor)
        bail_out("out of memory");
    load_rom(client, rom);
    client->self = chip->create(client->config, client->nor);
    if (!client->self)
        bail_out("no virtual chip");
    return client;
}

void client_close(struct client *client)
{
    client->chip->destroy(client->self);
    client->chip->discard(client->config);
    nor_close(client->nor);
    free(client);
}

void client_restart(struct client *client, enum sim_reset cause, enum sim_strap strap)
{
    client->chip->reset(client->self, cause, strap);
    client_clear(client);
}

void client_clear(struct client *client)
{
    client->queue_size = client->queue_sent = 0;
    client_drop(client);
}

uint64_t client_now_ns(const struct client *client)
{
    return client->chip->now_ns(client->self);
}

static void deliver(struct client *client)
{
    uint64_t byte_ns = UINT64_C(10000000000) / client->baud;

    while (client->queue_sent < client->queue_size &&
           client->next_arrival_ns <= client_now_ns(client)) {
        client->chip->receive(client->self, client->queue[client->queue_sent++], client->baud);
        client->next_arrival_ns += byte_ns;
    }
}

static void collect(struct client *client)
{
    struct sim_sent sent;

    while (client->chip->sent(client->self, &sent)) {
        if (client->output_size == CLIENT_OUTPUT_MAX)
            bail_out("the chip talks too much");
        if (client->output_read == client->output_size)
            client->first_output_ns = sent.end_ns;
        client->output[client->output_size++] = sent.byte;
        client->last_output_ns = sent.end_ns;
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
        if (!client->chip->run(client->self, next_ns))
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

/* Takes one frame from the output, if a whole frame is there. */
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
        if (client_now_ns(client) >= end_ns || client->chip->trouble(client->self)[0]) {
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
