/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands of the boot ROM's loader and of our stub, one function each.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "loader.h"

#include <string.h>

#include "bytes.h"
#include "chip.h"
#include "clock.h"
#include "transport.h"

enum {
    TRIES = 3,         /* of a command that may be repeated */
    INFO_TRIES = 3,    /* of an answer that arrived damaged */
    SETTLE_MS = 200,   /* for the answers to two SYNCs */
    REG_WRITE_SIZE = 16,
    QUIET_MS = 40,     /* after which no more answers are to come */
    QUIET_REMOTE_MS = 250,
    DRAIN_MS = 1000,
};

void esp_put_request(struct esp_slip_writer *w, enum esp_op op, uint16_t length, uint32_t check,
                     const void *data, size_t size)
{
    uint8_t header[ESP_HEADER_SIZE] = {ESP_DIR_REQUEST, (uint8_t)op};

    esp_put16(header + 2, length);
    esp_put32(header + 4, check);
    esp_slip_begin(w);
    esp_slip_put(w, header, sizeof(header));
    esp_slip_put(w, data, size);
    esp_slip_end(w);
}

int esp_sync(struct esp_link *link, uint32_t *value, int timeout_ms)
{
    uint8_t data[ESP_SYNC_SIZE];
    struct esp_answer answer;
    int err;

    memset(data, ESP_SYNC_FILL, sizeof(data));
    esp_put32(data, ESP_SYNC_WORD);
    err = esp_command(link, ESP_OP_SYNC, 0, data, sizeof(data), &answer, timeout_ms);
    if (!err)
        *value = answer.value;
    return err;
}

int esp_sync_settle(struct esp_link *link)
{
    struct esp_answer answer;
    uint8_t data[4];
    int err;

    /* Answers come in order: what comes after the last of them ends the wait. */
    esp_put32(data, ESP_CHIP_MAGIC_ADDRESS);
    err = esp_command(link, ESP_OP_READ_REG, 0, data, sizeof(data), &answer,
                      link->transport->remote ? 2 * SETTLE_MS : SETTLE_MS);
    return err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS ? 0 : err;
}

/* A command that does no harm when it is carried out twice. */
static int repeat(struct esp_link *link, enum esp_op op, const void *data, size_t size,
                  struct esp_answer *answer)
{
    int err = ESP_ERR_TIMEOUT;

    for (int i = 0; i < TRIES && (err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS); i++)
        err = esp_command(link, op, 0, data, size, answer, esp_link_patience_ms(link));
    return err;
}

int esp_read_reg(struct esp_link *link, uint32_t address, uint32_t *value)
{
    struct esp_answer answer;
    uint8_t data[4];
    int err;

    if (address == 0) /* the ROM hangs on it */
        return esp_fail(link->fault, ESP_ERR_ARG, "register address 0");
    esp_put32(data, address);
    err = repeat(link, ESP_OP_READ_REG, data, sizeof(data), &answer);
    if (!err)
        *value = answer.value;
    return err;
}

static int read_reg_sure(struct esp_link *link, uint32_t address, uint32_t *value)
{
    uint32_t before;
    int err = esp_read_reg(link, address, value);

    for (int i = 0; i < TRIES && !err; i++) {
        before = *value;
        err = esp_read_reg(link, address, value);
        if (!err && *value == before)
            return 0;
    }
    if (err)
        return err;
    return esp_fail(link->fault, ESP_ERR_PROTOCOL, "register 0x%08x reads differently each time",
                    (unsigned)address);
}

int esp_write_regs(struct esp_link *link, const struct esp_reg_write *writes, size_t count)
{
    uint8_t data[ESP_REG_WRITES_MAX * REG_WRITE_SIZE] = {0};
    struct esp_answer answer;

    if (count > ESP_REG_WRITES_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = data + i * REG_WRITE_SIZE;

        esp_put32(entry, writes[i].address);
        esp_put32(entry + 4, writes[i].value);
        esp_put32(entry + 8, writes[i].mask);
        esp_put32(entry + 12, 0); /* microseconds to wait before */
    }
    return repeat(link, ESP_OP_WRITE_REG, data, count * REG_WRITE_SIZE, &answer);
}

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask)
{
    const struct esp_reg_write write = {address, value, mask};

    return esp_write_regs(link, &write, 1);
}

/* length is what each request says of itself: our stub wants the truth, which is 4.
 * The ROM takes any.  Less the byte before, that of 4 would be the command
 * FLASH_END, so those that ask it often had better say 1. */
static int ask_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                    uint16_t length)
{
    uint8_t wire[ESP_REG_READS_MAX * ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)];
    struct esp_slip_writer w;
    uint8_t data[4];

    esp_slip_writer_init(&w, wire, sizeof(wire));
    for (size_t i = 0; i < count; i++) {
        if (addresses[i] == 0) /* the ROM hangs on it */
            return esp_fail(link->fault, ESP_ERR_ARG, "register address 0");
        esp_put32(data, addresses[i]);
        esp_put_request(&w, ESP_OP_READ_REG, length, 0, data, sizeof(data));
    }
    return esp_transport_write(link->transport, wire, w.used, 2 * esp_link_patience_ms(link));
}

static int take_regs(struct esp_link *link, size_t count, uint32_t *values)
{
    uint64_t damaged = link->damaged;
    struct esp_answer answer;
    int err = 0;

    for (size_t i = 0; i < count && !err; i++) {
        err = esp_link_await(link, ESP_OP_READ_REG, &answer, esp_link_patience_ms(link));
        if (!err && (link->damaged != damaged || answer.size != ESP_STATUS_SIZE))
            err = esp_fail(link->fault, ESP_ERR_PROTOCOL, "the answers to READ_REG are damaged");
        values[i] = answer.value;
    }
    return err;
}

int esp_loader_quiet(struct esp_link *link)
{
    return esp_link_drain(link, link->transport->remote ? QUIET_REMOTE_MS : QUIET_MS, DRAIN_MS);
}

int esp_read_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                  uint32_t *values)
{
    int err = ESP_ERR_TIMEOUT, drained = 0;

    if (count > ESP_REG_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    for (int i = 0; i < TRIES && (err == ESP_ERR_TIMEOUT || err == ESP_ERR_PROTOCOL ||
                                  err == ESP_ERR_STATUS); i++) {
        err = ask_regs(link, addresses, count, 1);
        if (!err)
            err = take_regs(link, count, values);
        if (err)
            drained = esp_loader_quiet(link);
        if (drained)
            return drained;
    }
    return err;
}

/* Each asked twice, all at once. */
static int read_regs_twice(struct esp_link *link, const uint32_t *addresses, size_t count,
                           uint32_t *values)
{
    uint32_t asked[ESP_REG_READS_MAX], got[ESP_REG_READS_MAX];
    int err;

    memcpy(asked, addresses, count * sizeof(*asked));
    memcpy(asked + count, addresses, count * sizeof(*asked));
    err = ask_regs(link, asked, 2 * count, 4);
    if (!err)
        err = take_regs(link, 2 * count, got);
    if (!err && memcmp(got, got + count, count * sizeof(*got)) != 0)
        err = ESP_ERR_PROTOCOL;
    if (!err)
        memcpy(values, got, count * sizeof(*got));
    return err;
}

int esp_read_regs_sure(struct esp_link *link, const uint32_t *addresses, size_t count,
                       uint32_t *values)
{
    int err;

    if (2 * count > ESP_REG_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    err = read_regs_twice(link, addresses, count, values);
    if (err != ESP_ERR_TIMEOUT && err != ESP_ERR_PROTOCOL && err != ESP_ERR_STATUS)
        return err;
    /* On a bad line one at a time has a better chance. */
    err = esp_loader_quiet(link);
    for (size_t i = 0; i < count && !err; i++)
        err = read_reg_sure(link, addresses[i], &values[i]);
    return err;
}

int esp_await_greeting(struct esp_link *link, int timeout_ms)
{
    static const char greeting[] = ESP_STUB_GREETING;
    uint64_t deadline = esp_clock_after(timeout_ms);

    for (;;) {
        const uint8_t *frame;
        size_t size;
        int err = esp_link_frame(link, &frame, &size, esp_clock_left(deadline));

        if (err)
            return err;
        if (size == sizeof(greeting) - 1 && memcmp(frame, greeting, size) == 0)
            return 0;
    }
}

int esp_stub_info(struct esp_link *link, struct esp_stub_info *info, int timeout_ms)
{
    struct esp_answer answer;
    int err, tries = INFO_TRIES;

    do
        err = esp_stub_command(link, ESP_OP_STUB_INFO, NULL, 0, &answer, timeout_ms);
    while (!err && !esp_answer_proven(&answer, sizeof(*info)) && --tries > 0);
    if (err)
        return err;
    if (!tries)
        return esp_fail(link->fault, ESP_ERR_STUB,
                        "the stub on the chip is of another version, or its answers are damaged");
    info->magic = esp_get32(answer.data);
    info->version = esp_get32(answer.data + 4);
    info->options = esp_get32(answer.data + 8);
    info->jedec_id = esp_get32(answer.data + 12);
    info->lost = esp_get32(answer.data + 16);
    info->code_crc32 = esp_get32(answer.data + 20);
    if (info->magic != ESP_STUB_MAGIC || info->version != ESP_STUB_VERSION)
        return esp_fail(link->fault, ESP_ERR_STUB, "the stub on the chip is of another version");
    return 0;
}

int esp_change_baud(struct esp_link *link, uint32_t baud, uint32_t old_baud, uint32_t home_baud)
{
    struct esp_answer answer;
    uint8_t data[12];

    esp_put32(data, baud);
    esp_put32(data + 4, old_baud);
    esp_put32(data + 8, home_baud);
    return esp_stub_command(link, ESP_OP_CHANGE_BAUDRATE, data, sizeof(data), &answer,
                            ESP_RATE_TRIAL_MS * 2 / 5);
}

int esp_echo(struct esp_link *link, const uint8_t *bytes, size_t size, int timeout_ms)
{
    struct esp_answer answer;
    int err = esp_command(link, ESP_OP_ECHO, esp_request_check(ESP_OP_ECHO, bytes, size), bytes,
                          size, &answer, timeout_ms);
    bool right = !err && answer.size == size + ESP_STATUS_SIZE;

    for (size_t i = 0; i < size && right; i++)
        right = (answer.data[i] ^ bytes[i]) == 0xff;
    return err || right ? err : esp_fail(link->fault, ESP_ERR_CHECK, "the echo is damaged");
}
