/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of requests and answers, with scripted answers in memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/command.h"

#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link wire;
static const uint8_t good[ESP_STATUS_SIZE] = {0, 5}; /* the second byte is an old one */

static void begin(void (*answer)(struct fake_transport *, const uint8_t *, size_t))
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&wire, &fake.base, &fake.fault);
}

/* ---- single answers ---- */

static void test_await(void)
{
    static const uint8_t bad[ESP_STATUS_SIZE] = {1, 7};
    struct esp_answer answer;

    begin(NULL);
    fake_input(&fake, "boot noise \xc0 more of it", 23);
    fake_answer(&fake, ESP_OP_SYNC, 1, good, 2);
    fake_answer(&fake, ESP_OP_READ_REG, 0x12345678, good, 2);
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 50) == 0 && answer.value == 0x12345678,
           "noise and answers to other commands are skipped");
    tap_ok(wire.noise_size > 23 && memcmp(wire.noise, "boot noise", 10) == 0,
           "what came in is kept for a diagnosis");
    fake_answer(&fake, ESP_OP_MEM_DATA, 0, bad, 2);
    tap_ok(esp_link_await(&wire, ESP_OP_MEM_DATA, &answer, 50) == ESP_ERR_STATUS &&
               fake.fault.status == 7 && fake.fault.op == ESP_OP_MEM_DATA,
           "an error status is an error");
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 5) == ESP_ERR_TIMEOUT &&
               strstr(fake.fault.text, "0x0a"),
           "no answer is a time-out that names the command");
    fake_input(&fake, "\xc0\x01\x0a\x04\0\0\0\0\0\0\0\xc0", 12);
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 5) == ESP_ERR_TIMEOUT,
           "an answer whose length does not fit is none");
    fake_input(&fake, "\xc0\x01\x0a\x00\0\0\0\0\xc0", 9);
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 5) == ESP_ERR_TIMEOUT,
           "nor is one without a status");
    fake.dead = ESP_ERR_LINE;
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 50) == ESP_ERR_LINE,
           "a dead line is told at once");
}

/* ---- the limit of all repeated tries ---- */

/* The loader answers READ_REG and no other command. */
static void registers_only(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)size;
    if (request[1] == ESP_OP_READ_REG)
        fake_answer(f, ESP_OP_READ_REG, 1, good, 2);
}

/* Alternates between a request that is answered and one that is not, until the second fails
 * with another error. */
static int try_in_vain(void)
{
    int err = ESP_ERR_TIMEOUT;
    uint32_t value;

    for (int i = 0; i < 10000 && err == ESP_ERR_TIMEOUT; i++)
        err = esp_read_reg(&wire, 0x60000200, &value) ? ESP_ERR_PROTOCOL
                                                      : esp_write_reg(&wire, 0x60000200, 1, 1);
    return err;
}

static void test_fruitless(void)
{
    uint32_t value;

    begin(registers_only);
    fake.base.baud = 0; /* as at an unknown rate */
    esp_link_limit(&wire, 40);
    tap_ok(try_in_vain() != ESP_ERR_TIMEOUT,
           "who answers one command and no other is given up");
    esp_link_limit(&wire, 40);
    while (esp_write_reg(&wire, 0x60000200, 1, 1) == ESP_ERR_TIMEOUT)
        ;
    tap_ok(esp_read_reg(&wire, 0x60000200, &value) == ESP_ERR_LINE &&
               strstr(fake.fault.text, "nothing has succeeded for 0 s; last: no answer to"),
           "then nothing is sent any more, and what was wrong last is told");
    tap_ok(strstr(strstr(fake.fault.text, "nothing") + 1, "nothing") == NULL,
           "and no more than once");
    tap_ok(strstr(fake.fault.text, " or a lower --connect-baud and --baud"),
           "at the rate of the first contact, that rate has to be lower, too");
    fake.base.baud = wire.first_baud + 1;
    tap_str(esp_link_rate_option(&wire), "--baud", "above, a lower working rate does");
    fake.base.baud = 0;
    esp_link_achieved(&wire);
    tap_ok(esp_read_reg(&wire, 0x60000200, &value) == 0, "what succeeds begins it anew");
    fake.base.baud = 1200;
    esp_link_limit(&wire, 1);
    tap_ok(esp_write_reg(&wire, 0x60000200, 1, 1) == ESP_ERR_TIMEOUT,
           "a slow line has longer");
}

static void test_handicap(void)
{
    begin(NULL);
    fake.base.handicap = "the server is mute";
    esp_link_limit(&wire, 1);
    fake.base.baud = 0;
    while (esp_write_reg(&wire, 0x60000200, 1, 1) == ESP_ERR_TIMEOUT)
        ;
    tap_ok(strstr(fake.fault.text, "nothing has succeeded") &&
               strstr(fake.fault.text, "; the server is mute"),
           "where nothing ever came, the port's reason is told, too");
}

static void test_noise_limit(void)
{
    uint8_t noise[ESP_NOISE_MAX + 100];

    begin(NULL);
    memset(noise, 'a', sizeof(noise));
    memset(noise + sizeof(noise) - 10, 'z', 10);
    fake_input(&fake, noise, sizeof(noise));
    esp_link_drain(&wire, 5, 100);
    tap_ok(wire.noise_size == ESP_NOISE_MAX && wire.noise[ESP_NOISE_MAX - 1] == 'z' &&
               wire.noise[0] == 'a',
           "the last of much noise is kept");
    fake_input(&fake, "12345", 5);
    esp_link_drain(&wire, 5, 100);
    tap_ok(wire.noise_size == ESP_NOISE_MAX &&
               memcmp(wire.noise + ESP_NOISE_MAX - 6, "z12345", 6) == 0,
           "and more of it pushes out the oldest");
}

/* ---- requests ---- */

static uint8_t last[8192];
static size_t last_size;

static void remember(struct fake_transport *f, const uint8_t *request, size_t size)
{
    memcpy(last, request, size);
    last_size = size;
    fake_answer(f, request[1], 0, good, 2);
}

static void test_requests(void)
{
    uint32_t value;

    begin(remember);
    tap_ok(esp_sync(&wire, &value, 50) == 0 && last_size == 44 && last[1] == 8 && last[2] == 36 &&
               memcmp(last + 8, "\x07\x07\x12\x20\x55", 5) == 0 && last[43] == 0x55,
           "SYNC carries its word and 32 times 0x55");
    tap_ok(esp_write_reg(&wire, 0x60000200, 1, 2) == 0 &&
               memcmp(last + 8, "\0\2\0\x60\1\0\0\0\2\0\0\0\0\0\0\0", 16) == 0,
           "WRITE_REG carries address, value, mask and delay");
    tap_is(esp_request_check(ESP_OP_STUB_INFO, NULL, 0), 0x72080df5,
           "the check word is the CRC-32 of op and data");
    fake.request_count = 0;
    tap_ok(esp_read_reg(&wire, 0, &value) == ESP_ERR_ARG && fake.request_count == 0,
           "register 0, on which the ROM hangs, is never asked for");
}

static unsigned calls;

/* Answers the third request that is no SYNC. */
static void answer_third(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)size;
    for (int i = 0; request[1] == ESP_OP_SYNC && i < 8; i++)
        fake_answer(f, ESP_OP_SYNC, ESP_SYNC_WORD, good, 2);
    if (request[1] != ESP_OP_SYNC && ++calls == 3)
        fake_answer(f, request[1], 42, good, 2);
}

static void answer_damaged_once(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t bad[ESP_STATUS_SIZE] = {0xc0, ESP_STUB_BAD_CHECK};

    (void)size;
    fake_answer(f, request[1], 0, ++calls == 1 ? bad : good, 2);
}

/* Three answers: a success with one flipped bit, a refusal that comes once, and a refusal
 * that comes every time. */
static void answer_flipped_once(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t flipped[ESP_STATUS_SIZE] = {0x08, 0};

    (void)size;
    fake_answer(f, request[1], 0, ++calls == 1 ? flipped : good, 2);
}

static void answer_refused_once(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t bad[ESP_STATUS_SIZE] = {ESP_STUB_FAILED, ESP_STUB_BAD_RANGE};

    (void)size;
    fake_answer(f, request[1], 0, ++calls == 1 ? bad : good, 2);
}

static void answer_refused(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t bad[ESP_STATUS_SIZE] = {ESP_STUB_FAILED, ESP_STUB_BAD_RANGE};

    (void)size;
    calls++;
    fake_answer(f, request[1], 0, bad, 2);
}

static void answer_too_short(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)size;
    calls++;
    if (calls == 1) /* a refusal with a wrong length */
        fake_input(f, "\xc0\x01\xe6\x04\0\0\0\0\0\xdb\xdc\xc2\xc0", 13);
    else
        fake_answer(f, request[1], 0, good, 2);
}

static int ask_hurry(void (*answer)(struct fake_transport *, const uint8_t *, size_t))
{
    const struct esp_question question = {.op = ESP_OP_HURRY};
    struct esp_answer ignored;

    begin(answer);
    calls = 0;
    return esp_stub_ask(&wire, &question, &ignored, 50);
}

static void test_damage(void)
{
    tap_ok(ask_hurry(answer_flipped_once) == 0 && calls == 2,
           "a status that no stub says is damage: asked again");
    tap_ok(ask_hurry(answer_refused_once) == 0 && calls == 2, "so is a refusal said once");
    tap_ok(ask_hurry(answer_refused) == ESP_ERR_STATUS && calls == 2 &&
               fake.fault.status == ESP_STUB_BAD_RANGE,
           "said twice it counts");
    tap_ok(ask_hurry(answer_too_short) == 0 && calls == 2,
           "a status in a frame of another length does not");
}

/* Each read gets whole frames that answer no request.  The flood never ends. */
static int flooding_read(struct esp_transport *t, uint8_t *buf, size_t size, int timeout_ms)
{
    static const uint8_t frame[] = {0xc0, 1, 0x55, 2, 0, 0, 0, 0, 0, 0, 0, 0xc0};
    size_t n = 0;

    (void)t;
    (void)timeout_ms;
    for (; n + sizeof(frame) <= size; n += sizeof(frame))
        memcpy(buf + n, frame, sizeof(frame));
    return (int)n;
}

static void test_flood(void)
{
    static struct esp_transport_ops flooding;
    struct esp_answer answer;

    begin(NULL);
    flooding = *fake.base.ops;
    flooding.read = flooding_read;
    fake.base.ops = &flooding;
    tap_ok(esp_link_receive(&wire, &answer, 20) == ESP_ERR_TIMEOUT,
           "a flood of frames does not prolong the wait for any answer");
    tap_ok(esp_link_await(&wire, ESP_OP_READ_REG, &answer, 20) == ESP_ERR_TIMEOUT,
           "nor that for a certain one");
    tap_ok(wire.foreign > 0 && esp_link_silent(&wire, 1000), "and it is no sign of life");
    tap_ok(esp_await_greeting(&wire, 20) == ESP_ERR_TIMEOUT,
           "the wait for the stub's greeting ends");
    tap_ok(esp_link_drain(&wire, 5, 20) == 0, "draining ends, too");
}

static void answer_unsure(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)size;
    calls += request[1] != ESP_OP_SYNC;
    fake_answer(f, request[1], calls == 1 ? 7 : 8, good, 2);
}

static void test_repeats(void)
{
    const struct esp_question question = {.op = ESP_OP_STUB_INFO};
    struct esp_answer answer;
    uint32_t value = 0;

    begin(answer_third);
    fake.base.has_lines = true;
    calls = 0;
    tap_ok(esp_read_reg(&wire, 0x60000014, &value) == 0 && value == 42 && calls == 3,
           "a register is asked for again when an answer is lost");
    begin(answer_damaged_once);
    calls = 0;
    tap_ok(esp_stub_ask(&wire, &question, &answer, 50) == 0 && calls == 2,
           "a request that arrived damaged is sent again");
    begin(answer_unsure);
    calls = 0;
    tap_ok(esp_read_regs_sure(&wire, (const uint32_t[]){0x60000014}, 1, &value) == 0 &&
               value == 8 && calls == 4,
           "a value counts when two readings agree");
}

int main(void)
{
    test_await();
    test_noise_limit();
    test_fruitless();
    test_handicap();
    test_requests();
    test_repeats();
    test_damage();
    test_flood();
    return tap_done();
}
