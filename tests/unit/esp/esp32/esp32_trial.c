/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the host's side of a trial of the loader's rate, on an ESP32 in memory: the
 * loader and the trial program, and a line that may fail in one direction.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/rom/trial.h"

#include "base/clock.h"
#include "esp/rom/esp32/esp32_loader.h"
#include "esp/rom/esp32/esp32_stubs.h"
#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum { SLOW = 115200, FAST = 921600, UART_CLKDIV = 0x3ff40014, STATUS = 4 };

static struct fake_transport fake;
static struct esp_link wire;
static struct esp_transport_ops ops;
static const uint8_t good[STATUS];

/* The chip. */
static struct {
    uint32_t baud, before;
    uint8_t program[1024];
    size_t size;
    bool trial;       /* the trial program runs */
    uint64_t end;     /* of the trial, in esp_clock_ms() */
    uint8_t heard[1 + ESP_TRIAL_SIZE + 4];
    size_t heard_size;
    unsigned trials, checked, keeps;
} chip;

/* What the line does at the fast rate, and what it loses once. */
static struct {
    bool deaf, dumb, no_such_rate;
    bool lose_end, lose_keep, lose_sync;
} line;

static void reply(uint8_t op, uint32_t value)
{
    if (chip.baud != fake.base.baud || (line.dumb && chip.baud == FAST))
        fake_input(&fake, "\xff\x7e", 2);
    else
        fake_answer(&fake, op, value, good, sizeof(good));
}

static void leave_trial(bool keep)
{
    chip.trial = false;
    chip.baud = keep ? chip.baud : chip.before;
}

static void enter_trial(void)
{
    uint8_t *last = chip.program + chip.size - 8;
    uint8_t sum[4];
    uint32_t sixteenths = (esp_get32(last) & 0xfffff) << 4 | esp_get32(last) >> 20;

    memcpy(sum, chip.program + ESP_STUB_CHECK_OFFSET, 4);
    esp_put_check_sum(chip.program, chip.size);
    chip.checked += memcmp(sum, chip.program + ESP_STUB_CHECK_OFFSET, 4) == 0;
    chip.trials++;
    chip.trial = true;
    chip.heard_size = 0;
    chip.before = chip.baud;
    chip.baud = (uint32_t)(40000000ull * 16 / sixteenths) > 800000 ? FAST : SLOW;
    chip.end = esp_clock_ms() + esp_get32(last + 4) / 40000;
}

static void loader(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t *data = request + ESP_HEADER_SIZE;

    (void)f;
    switch (request[1]) {
    case ESP_OP_MEM_DATA:
        chip.size = size - ESP_HEADER_SIZE - 16;
        memcpy(chip.program, data + 16, chip.size);
        reply(request[1], 0);
        break;
    case ESP_OP_MEM_END:
        if (!line.lose_end)
            reply(request[1], 0);
        line.lose_end = false;
        if (esp_get32(data + 4) == ESP32_TRIAL_ADDRESS)
            enter_trial();
        break;
    case ESP_OP_SYNC:
        if (!line.lose_sync)
            reply(request[1], 0x20120707);
        line.lose_sync = false;
        break;
    default:
        reply(request[1], esp_get32(data) == UART_CLKDIV ? 347 | 4 << 20 : 0);
    }
}

static void answer_pattern(void)
{
    uint8_t bytes[1 + ESP_TRIAL_SIZE] = {ESP_TRIAL_MARK};

    for (unsigned i = 1; i < sizeof(bytes); i++)
        bytes[i] = (uint8_t)~chip.heard[i];
    bytes[9] ^= line.dumb;
    fake_input(&fake, bytes, sizeof(bytes));
}

static void hear(uint8_t byte)
{
    bool keep;

    if (chip.heard_size == 0 && byte != ESP_TRIAL_MARK)
        return;
    chip.heard[chip.heard_size++] = byte;
    if (chip.heard_size == 1 + ESP_TRIAL_SIZE)
        answer_pattern();
    if (chip.heard_size < sizeof(chip.heard))
        return;
    keep = esp_get32(chip.heard + 1 + ESP_TRIAL_SIZE) == ESP_TRIAL_KEEP;
    chip.keeps += keep;
    leave_trial(keep);
}

static int chip_write(struct esp_transport *t, const uint8_t *bytes, size_t size, int timeout_ms)
{
    bool lost = chip.baud != t->baud || (line.deaf && chip.baud == FAST);

    if (chip.trial && esp_clock_ms() >= chip.end)
        leave_trial(false);
    if (size == 4 && line.lose_keep)
        return 0;
    if (lost || chip.baud != t->baud)
        return 0;
    if (!chip.trial)
        return fake_write(t, bytes, size, timeout_ms);
    for (size_t i = 0; i < size && chip.trial; i++)
        hear(bytes[i]);
    return 0;
}

static int chip_set_baud(struct esp_transport *t, uint32_t baud)
{
    (void)t;
    return line.no_such_rate && baud == FAST ? ESP_ERR_UNSUPPORTED : 0;
}

static void begin(void)
{
    fake_open(&fake);
    ops = *fake.base.ops;
    ops.write = chip_write;
    ops.set_baud = chip_set_baud;
    fake.base.ops = &ops;
    fake.base.has_baud = true;
    fake.answer = loader;
    esp_link_init(&wire, &fake.base, &fake.fault);
    wire.status_size = STATUS;
    memset(&chip, 0, sizeof(chip));
    memset(&line, 0, sizeof(line));
    chip.baud = SLOW;
}

/* True if the trial ends with this error, and loader and port then have the same rate. */
static bool ends(int err, uint32_t baud)
{
    int got = esp32_try_rate(&wire, 40000000, FAST);

    return got == err && chip.baud == baud && fake.base.baud == baud && !chip.trial;
}

int main(void)
{
    begin();
    tap_ok(ends(0, FAST), "a rate that works is kept");
    tap_ok(chip.trials == 1 && chip.checked == 1 && chip.keeps == 1,
           "after one trial by a program with a right check sum");
    begin();
    line.lose_end = true;
    tap_ok(ends(0, FAST), "although the answer to MEM_END was lost");
    begin();
    line.lose_sync = true;
    tap_ok(ends(0, FAST), "or the first answer at the new rate");
    begin();
    line.deaf = true;
    tap_ok(ends(ESP_ERR_UNSUPPORTED, SLOW), "a rate at which the chip hears nothing is left");
    begin();
    line.dumb = true;
    tap_ok(ends(ESP_ERR_UNSUPPORTED, SLOW) && chip.keeps == 0,
           "so is a rate at which the chip's bytes arrive damaged: it is never confirmed");
    begin();
    line.lose_keep = true;
    tap_ok(ends(ESP_ERR_UNSUPPORTED, SLOW), "and one whose confirmation was lost");
    begin();
    line.no_such_rate = true;
    tap_ok(ends(ESP_ERR_UNSUPPORTED, SLOW), "and one that the port does not have");
    return tap_done();
}
