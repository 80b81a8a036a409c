/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chip's registers, by the boot ROM's loader or our stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/line/transport.h"
#include "esp/rom/loader.h"

enum {
    TRIES = 3, /* of a command that may be repeated */
    REG_WRITE_SIZE = 16,
};

/* A late answer must not pass for the answer to what is asked next. */
static int none_late(struct esp_link *link, enum esp_op op)
{
    return link->late && op == ESP_OP_READ_REG ? esp_loader_barrier(link) : 0;
}

/* Sends a command up to TRIES times.  The command must do no harm if the ROM carries it out
 * twice. */
static int repeat(struct esp_link *link, enum esp_op op, const void *data, size_t size,
                  struct esp_answer *answer)
{
    int err = ESP_ERR_TIMEOUT, late;

    for (int i = 0; i < TRIES && (err == ESP_ERR_TIMEOUT || err == ESP_ERR_STATUS); i++) {
        link->repeated += i > 0;
        late = none_late(link, op);
        if (late)
            return late;
        err = esp_command(link, op, 0, data, size, answer, esp_link_patience_ms(link));
        link->mended += !err && i > 0;
    }
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

/* Returns how many bytes of data were written. */
static size_t encode_writes(uint8_t data[ESP_REG_WRITES_MAX * REG_WRITE_SIZE],
                            const struct esp_reg_write *writes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = data + i * REG_WRITE_SIZE;

        esp_put32(entry, writes[i].address);
        esp_put32(entry + 4, writes[i].value);
        esp_put32(entry + 8, writes[i].mask);
        esp_put32(entry + 12, 0); /* microseconds to wait before */
    }
    return count * REG_WRITE_SIZE;
}

int esp_write_regs(struct esp_link *link, const struct esp_reg_write *writes, size_t count)
{
    uint8_t data[ESP_REG_WRITES_MAX * REG_WRITE_SIZE];
    struct esp_answer answer;

    if (count > ESP_REG_WRITES_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    return repeat(link, ESP_OP_WRITE_REG, data, encode_writes(data, writes, count), &answer);
}

int esp_write_reg(struct esp_link *link, uint32_t address, uint32_t value, uint32_t mask)
{
    const struct esp_reg_write write = {address, value, mask};

    return esp_write_regs(link, &write, 1);
}

/* length: the size that each request's header claims.  Our stub wants the true size, 4.
 * The ESP8266's ROM accepts any size.  If the line loses the byte before the size, the ROM
 * takes a size of 4 as the command FLASH_END; so callers that ask this ROM often claim the
 * size 1.  Later ROMs, which have longer statuses, always get the true size: the ESP32-C3's
 * ROM panics if the payload is shorter. */
static int put_reads(struct esp_link *link, struct esp_slip_writer *w, const uint32_t *addresses,
                     size_t count, uint16_t length)
{
    uint8_t data[4];

    if (link->status_size != ESP_STATUS_SIZE)
        length = sizeof(data);
    for (size_t i = 0; i < count; i++) {
        if (addresses[i] == 0) /* the ROM hangs on it */
            return esp_fail(link->fault, ESP_ERR_ARG, "register address 0");
        esp_put32(data, addresses[i]);
        esp_put_request(w, ESP_OP_READ_REG, length, 0, data, sizeof(data));
    }
    return 0;
}

static int send(struct esp_link *link, const struct esp_slip_writer *w)
{
    link->timed_op = 0; /* several answers to one command measure nothing */
    return esp_transport_write(link->transport, w->buf, w->used, 2 * esp_link_patience_ms(link));
}

static int ask_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                    uint16_t length)
{
    uint8_t wire[ESP_REG_READS_MAX * ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)];
    struct esp_slip_writer w;
    int err;

    esp_slip_writer_init(&w, wire, sizeof(wire));
    err = put_reads(link, &w, addresses, count, length);
    if (!err)
        err = none_late(link, ESP_OP_READ_REG);
    return err ? err : send(link, &w);
}

static int take_regs(struct esp_link *link, size_t count, uint32_t *values)
{
    uint64_t damaged = link->damaged + link->foreign;
    struct esp_answer answer;
    int err = 0;

    for (size_t i = 0; i < count && !err; i++) {
        err = esp_link_await(link, ESP_OP_READ_REG, &answer, esp_link_patience_ms(link));
        if (!err && (link->damaged + link->foreign != damaged || answer.size != 0))
            err = esp_fail(link->fault, ESP_ERR_PROTOCOL, "the answers to READ_REG are damaged");
        if (!err)
            values[i] = answer.value;
    }
    link->late = link->late || err;
    return err;
}

static int read_regs_one_by_one(struct esp_link *link, const uint32_t *addresses, size_t count,
                                uint32_t *values)
{
    int err = 0;

    for (size_t i = 0; i < count && !err; i++)
        err = esp_read_reg(link, addresses[i], &values[i]);
    return err;
}

int esp_read_regs(struct esp_link *link, const uint32_t *addresses, size_t count,
                  uint32_t *values)
{
    int err = ESP_ERR_TIMEOUT, drained = 0;

    if (count > ESP_REG_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    if (link->one_by_one)
        return read_regs_one_by_one(link, addresses, count, values);
    for (int i = 0; i < TRIES && esp_worth_retry(err); i++) {
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

static void double_up(uint32_t asked[ESP_REG_READS_MAX], const uint32_t *addresses, size_t count)
{
    memcpy(asked, addresses, count * sizeof(*asked));
    memcpy(asked + count, addresses, count * sizeof(*asked));
}

static int take_regs_twice(struct esp_link *link, size_t count, uint32_t *values)
{
    uint32_t got[ESP_REG_READS_MAX];
    int err = take_regs(link, 2 * count, got);

    if (!err && memcmp(got, got + count, count * sizeof(*got)) != 0)
        err = ESP_ERR_PROTOCOL;
    link->late = link->late || err;
    if (!err)
        memcpy(values, got, count * sizeof(*got));
    return err;
}

/* Asks for each register twice, all at once. */
static int read_regs_twice(struct esp_link *link, const uint32_t *addresses, size_t count,
                           uint32_t *values)
{
    uint32_t asked[ESP_REG_READS_MAX];
    int err;

    double_up(asked, addresses, count);
    err = ask_regs(link, asked, 2 * count, 4);
    return err ? err : take_regs_twice(link, count, values);
}

int esp_read_regs_sure(struct esp_link *link, const uint32_t *addresses, size_t count,
                       uint32_t *values)
{
    int err;

    if (2 * count > ESP_REG_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    err = link->one_by_one ? 0 : read_regs_twice(link, addresses, count, values);
    if (!link->one_by_one && !esp_worth_retry(err))
        return err;
    /* On a bad line single requests have a better chance. */
    if (!link->one_by_one)
        err = esp_loader_quiet(link);
    for (size_t i = 0; i < count && !err; i++)
        err = read_reg_sure(link, addresses[i], &values[i]);
    return err;
}

int esp_confirm_words(struct esp_link *link, uint32_t address, const uint32_t *words,
                      size_t count)
{
    uint32_t addresses[ESP_REG_READS_MAX] = {0}, values[ESP_REG_READS_MAX];
    int err;

    if (count > ESP_REG_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many words");
    for (size_t i = 0; i < count; i++)
        addresses[i] = address + 4 * (uint32_t)i;
    err = esp_read_regs(link, addresses, count, values);
    for (size_t i = 0; i < count && !err; i++)
        if (values[i] != words[i])
            err = esp_fail(link->fault, ESP_ERR_PROTOCOL,
                           "the loader has 0x%x at 0x%x where 0x%x was sent", (unsigned)values[i],
                           (unsigned)addresses[i], (unsigned)words[i]);
    return err;
}

static int write_and_ask(struct esp_link *link, const struct esp_reg_write *writes,
                         size_t write_count, const uint32_t *addresses, size_t count)
{
    uint8_t wire[ESP_SLIP_ROOM(ESP_HEADER_SIZE + ESP_BURST_WRITES_MAX * REG_WRITE_SIZE) +
                 2 * ESP_BURST_READS_MAX * ESP_SLIP_ROOM(ESP_HEADER_SIZE + 4)];
    uint8_t data[ESP_REG_WRITES_MAX * REG_WRITE_SIZE];
    size_t size = encode_writes(data, writes, write_count);
    uint32_t asked[ESP_REG_READS_MAX];
    struct esp_slip_writer w;
    int err;

    double_up(asked, addresses, count);
    esp_slip_writer_init(&w, wire, sizeof(wire));
    esp_put_request(&w, ESP_OP_WRITE_REG, (uint16_t)size, 0, data, size);
    err = put_reads(link, &w, asked, 2 * count, 4);
    if (!err)
        err = none_late(link, ESP_OP_READ_REG);
    return err ? err : send(link, &w);
}

int esp_write_and_read_regs(struct esp_link *link, const struct esp_reg_write *writes,
                            size_t write_count, const uint32_t *addresses, size_t count,
                            uint32_t *values)
{
    struct esp_answer answer;
    int err;

    if (write_count > ESP_BURST_WRITES_MAX || count > ESP_BURST_READS_MAX)
        return esp_fail(link->fault, ESP_ERR_ARG, "too many registers");
    if (link->one_by_one) {
        err = esp_write_regs(link, writes, write_count);
        return err ? err : esp_read_regs_sure(link, addresses, count, values);
    }
    err = write_and_ask(link, writes, write_count, addresses, count);
    if (!err)
        err = esp_link_await(link, ESP_OP_WRITE_REG, &answer, esp_link_patience_ms(link));
    if (!err)
        err = take_regs_twice(link, count, values);
    link->late = link->late || err;
    if (!esp_worth_retry(err))
        return err;
    err = esp_loader_quiet(link);
    if (!err)
        err = esp_write_regs(link, writes, write_count);
    return err ? err : esp_read_regs_sure(link, addresses, count, values);
}
