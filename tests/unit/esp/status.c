/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the status's length: each ROM has its own, and SYNC finds it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "esp/rom/loader.h"
#include "esp/wire/command.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link wire;

/* The status in the loader's next answers: success, unless failed is set. */
static size_t status_size;
static bool failed;

static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    const uint8_t status[8] = {failed, failed ? 7 : 0};

    (void)size;
    fake_answer(f, request[1], 0x12345678, status, status_size);
}

static void begin(size_t size)
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&wire, &fake.base, &fake.fault);
    status_size = size;
    failed = false;
}

static bool syncs(void)
{
    uint32_t value = 0;

    return esp_sync(&wire, &value, 50) == 0 && value == 0x12345678;
}

static bool reads(void)
{
    uint32_t value = 0;

    return esp_read_regs(&wire, (const uint32_t[]){0x40001000}, 1, &value) == 0 &&
           value == 0x12345678;
}

static void test_sizes(void)
{
    for (status_size = 2; status_size <= 4; status_size += 2) {
        begin(status_size);
        tap_ok(syncs() && reads() && wire.damaged == 0, "a status of %zu bytes", status_size);
        failed = true;
        tap_ok(esp_write_reg(&wire, 0x60000200, 1, 1) == ESP_ERR_STATUS && fake.fault.status == 7,
               "of which the second byte says what failed");
    }
    begin(3);
    tap_ok(!syncs(), "nobody has one of three bytes");
}

static void test_change(void)
{
    begin(4);
    syncs();
    status_size = 2;
    tap_ok(!reads(), "an answer with a shorter one is damaged");
    tap_ok(syncs() && reads(), "until SYNC is answered so: somebody else is there");
}

/* This project's stub sends two bytes, whatever the ROM sends. */
static void test_stub(void)
{
    const struct esp_question question = {.op = ESP_OP_ECHO};
    struct esp_answer answer_to_it;

    begin(4);
    syncs();
    status_size = 2;
    tap_ok(esp_stub_ask(&wire, &question, &answer_to_it, 50) == 0 && answer_to_it.size == 0,
           "our own commands are answered with two bytes");
    failed = true;
    tap_ok(esp_stub_ask(&wire, &question, &answer_to_it, 50) == ESP_ERR_STATUS,
           "which count, too");
}

int main(void)
{
    test_sizes();
    test_change();
    test_stub();
    return tap_done();
}
