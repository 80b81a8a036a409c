/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The portable part of the stub, built for the host on a make-believe chip: its start, what
 * it accepts as a request, and its smaller commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stddef.h>

#include "stub/crc32.h"
#include "stub/line/ring.h"
#include "stub/line/slip_stream.h"
#include "stub/stub.h"
#include "tap.h"
#include "unit/stub/stub_talk.h"

enum { CLOCK_HZ = 52000000, FIRST_BAUD = 115200 };

static void test_start(void)
{
    uint8_t frame[8];
    size_t at = 0, count = 0;

    restart();
    tap_ok(next_frame(chip.output, chip.output_size, &at, frame, sizeof frame, &count) &&
               count == 4 && memcmp(frame, ESP_STUB_GREETING, 4) == 0,
           "the stub greets when it starts");
    tap_is(crc32_add(crc32_add(0, "12345", 5), "6789", 4), 0xcbf43926,
           "the CRC-32 is the usual one, and can be continued");
}

static void test_framing(void)
{
    static const uint8_t garbage[] = {0x55, 0xc0, 0x12, 0xdb, 0x12, 0xc0, 0xc0, 0x99};
    static const uint8_t escape[] = {0xc0, 0, 0x77, 1, 0, 0, 0, 0, 0, 0xdb, 0x12, 0xc0};
    uint8_t big[SLIP_DATA_MAX + 1] = {0};

    restart();
    for (size_t i = 0; i < sizeof garbage; i++)
        wire_raw(&chip.input, garbage[i]);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0), "a request after garbage is answered");

    send(0x77, big, sizeof big, 0);
    tap_ok(!heard.found, "a frame longer than the buffer is dropped");
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0), "and the request after it is answered");

    for (size_t i = 0; i < sizeof escape; i++)
        wire_raw(&chip.input, escape[i]);
    run();
    tap_is(chip.output_size, 0, "a frame with a wrong escape is dropped");
    wire_raw(&chip.input, 0xc0);
    for (size_t i = 0; i < 9; i++)
        wire_raw(&chip.input, (uint8_t)(i == 2 ? 9 : 0));
    wire_raw(&chip.input, 0xc0);
    run();
    tap_is(chip.output_size, 0, "a frame whose length word is wrong draws no answer");
    wire_raw(&chip.input, 0xc0);
    wire_raw(&chip.input, 0);
    wire_raw(&chip.input, 0xc0);
    run();
    tap_is(chip.output_size, 0, "neither does one shorter than a header");
    wire_raw(&chip.input, 0xc0);
    for (size_t i = 0; i < 8; i++)
        wire_raw(&chip.input, (uint8_t)(i == 0 ? 1 : 0));
    wire_raw(&chip.input, 0xc0);
    run();
    tap_is(chip.output_size, 0, "nor an answer coming back as an echo");
}

static void test_refusals(void)
{
    struct esp_region_request region = region_request(0, 16, ESP_REGION_STORED, 5);

    restart();
    send(ESP_OP_READ_REGION, &region, sizeof region, 1);
    tap_ok(answered(ESP_OP_READ_REGION, 0, ESP_STUB_BAD_CHECK),
           "a request with a wrong check word is refused, with value 0");
    send(ESP_OP_READ_REGION, &region, sizeof region, 0);
    tap_ok(answered(ESP_OP_READ_REGION, 0, ESP_STUB_BAD_CHECK),
           "our own commands need the check word");
    send(ESP_OP_READ_REG, &(uint32_t){0x60000000}, 4, 1);
    tap_ok(answered(ESP_OP_READ_REG, 0, ESP_STUB_BAD_CHECK),
           "Espressif's commands are checked, too, if they have a check word");
    ask(ESP_OP_READ_FLASH, &region, sizeof region);
    tap_ok(answered(ESP_OP_READ_FLASH, 0, ESP_STUB_UNKNOWN_OP), "an unknown command is refused");
    ask(ESP_OP_READ_REGION, &region, 12);
    tap_ok(answered(ESP_OP_READ_REGION, 0, ESP_STUB_BAD_LENGTH), "a wrong length is refused");
    ask(ESP_OP_GET_SECURITY_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_GET_SECURITY_INFO, 0, 0) && heard.size == 20 &&
               word_at(heard.data + 12) == STUB_CHIP_NUMBER,
           "GET_SECURITY_INFO tells the chip's number");
    ask(ESP_OP_WRITE_REG, &region, 12);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, ESP_STUB_BAD_LENGTH),
           "WRITE_REG wants whole groups of 16 bytes");
    ask(ESP_OP_WRITE_REG, NULL, 0);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, ESP_STUB_BAD_LENGTH), "at least one of them");
}

static void test_basics(void)
{
    uint8_t sync[ESP_SYNC_SIZE] = {0x07, 0x07, 0x12, 0x20};
    unsigned answers = 0;
    uint32_t writes[8] = {0x60000004, 0xffffffff, 0x00ff00ff, 30,
                          0x60000008, 0x11223344, 0xffffffff, 12};

    restart();
    memset(sync + 4, ESP_SYNC_FILL, sizeof sync - 4);
    send(ESP_OP_SYNC, sync, sizeof sync, 0);
    for (; heard.found && answered(ESP_OP_SYNC, 0, 0); take())
        answers++;
    tap_is(answers, 8, "SYNC without check word: eight answers with value 0");

    chip.registers[1] = 0x12345678;
    ask(ESP_OP_READ_REG, &(uint32_t){0x60000004}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0x12345678, 0) && heard.length == 2, "READ_REG");
    ask(ESP_OP_READ_REG, &(uint32_t){0}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0, ESP_STUB_BAD_RANGE), "READ_REG of nothing is refused");

    ask(ESP_OP_GET_SECURITY_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_GET_SECURITY_INFO, 0, 0) && heard.length == 22 && heard.data[12] == 5,
           "GET_SECURITY_INFO tells the chip's number");

    chip.delayed_us = 0;
    ask(ESP_OP_WRITE_REG, writes, sizeof writes);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, 0) && chip.registers[1] == 0x12ff56ff &&
               chip.registers[2] == 0x11223344 && chip.delayed_us == 42,
           "WRITE_REG of two groups with masks and delays");
    writes[3] = 1000001;
    ask(ESP_OP_WRITE_REG, writes, sizeof writes);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, ESP_STUB_BAD_RANGE),
           "WRITE_REG with a delay over a second is refused");
    ask(ESP_OP_RUN_USER_CODE, NULL, 0);
    tap_ok(chip.left && !heard.found, "RUN_USER_CODE leaves the loader and answers nothing");
}

static void test_info(void)
{
    const uint32_t want[] = {ESP_STUB_MAGIC, ESP_STUB_VERSION, ESP_REGION_DEFLATE,
                             FAKE_FLASH_ID, ring_lost() + 2, FAKE_CODE_CRC32};
    static const uint32_t limits[] = {STUB_REGION_MAX, STUB_WRITE_MAX, STUB_PACKET_MAX,
                                      STUB_IN_FLIGHT, STUB_REQUESTS, STUB_REACH, 2};

    restart();
    ring_overrun();
    ring_overrun();
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0) && heard.size == sizeof(struct esp_stub_info) && heard.length == sizeof(struct esp_stub_info) + 2 &&
               memcmp(heard.data, want, sizeof want) == 0 && word_at(heard.data + sizeof(struct esp_stub_info) - 4) == crc32(0, heard.data, sizeof(struct esp_stub_info) - 4),
           "STUB_INFO tells version, flash identity, lost bytes and its own check");
    tap_ok(memcmp(heard.data + offsetof(struct esp_stub_info, limits), limits, sizeof limits) == 0,
           "and how much the stub takes at a time");
    chip.flash_busy = true;
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0) && word_at(heard.data + 12) == 0xffffff,
           "STUB_INFO of a flash that stays busy says ffffff");
}

static void change_rate(uint32_t baud, uint32_t old_baud)
{
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, old_baud}, 8);
}

static void test_hurry(void)
{
    restart();
    chip.clock_factor = 2;
    ask(ESP_OP_HURRY, NULL, 0);
    tap_ok(answered(ESP_OP_HURRY, 2, 0) && chip.hurries == 1, "HURRY says what the chip makes of it");
    chip.clock_factor = 1;
    ask(ESP_OP_HURRY, NULL, 0);
    tap_ok(answered(ESP_OP_HURRY, 1, 0), "also when that is nothing");
    ask(ESP_OP_HURRY, &(uint32_t){0}, 4);
    tap_ok(answered(ESP_OP_HURRY, 0, ESP_STUB_BAD_LENGTH) && chip.hurries == 2,
           "and takes no data");
    send(ESP_OP_HURRY, NULL, 0, 0);
    tap_ok(answered(ESP_OP_HURRY, 0, ESP_STUB_BAD_CHECK) && chip.hurries == 2,
           "nothing is changed by a damaged request");
}

static void pass_ms(uint32_t ms)
{
    chip.cycles += CLOCK_HZ / 1000 * ms;
    stub_poll();
}

static void test_rates(void)
{
    restart();
    change_rate(921600, FIRST_BAUD);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, 0) && chip.divisor == 56, "a change to 921600");
    pass_ms(ESP_RATE_TRIAL_MS - 20);
    tap_is(chip.divisor, 56, "the new rate is kept for the trial's time");
    pass_ms(40);
    tap_is(chip.divisor, FIRST_DIVISOR, "and given up when nobody is heard");

    change_rate(921600, FIRST_BAUD);
    send(0xe0, NULL, 0, 1);
    pass_ms(ESP_RATE_TRIAL_MS);
    tap_is(chip.divisor, FIRST_DIVISOR, "a damaged request does not prove the new rate");
    change_rate(921600, FIRST_BAUD);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    pass_ms(ESP_RATE_IDLE_MS - 20);
    tap_is(chip.divisor, 56, "a good one does");
    change_rate(921600, FIRST_BAUD);
    ask(ESP_OP_SYNC, (uint8_t[ESP_SYNC_SIZE]){0x07, 0x07, 0x12, 0x20}, ESP_SYNC_SIZE);
    pass_ms(ESP_RATE_TRIAL_MS + 20);
    tap_is(chip.divisor, FIRST_DIVISOR, "a SYNC does not: its answer may not be heard");
    change_rate(921600, FIRST_BAUD);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    change_rate(230400, 921600);
    tap_is(chip.divisor, 226, "a second change is as exact as the first");
    ask(ESP_OP_STUB_INFO, NULL, 0);
    pass_ms(ESP_RATE_IDLE_MS + 20);
    tap_is(chip.divisor, FIRST_DIVISOR, "silence leads back to the first rate");
    pass_ms(10 * ESP_RATE_IDLE_MS);
    tap_is(chip.divisor, FIRST_DIVISOR, "where the stub stays");

    change_rate(0, FIRST_BAUD);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "0 baud is refused");
    tap_is(chip.divisor, FIRST_DIVISOR, "and changes nothing");
    change_rate(921600, 0);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "so is an old rate of 0");
    change_rate(40, FIRST_BAUD);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "a rate too slow");
    change_rate(8000000, FIRST_BAUD);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "a rate too fast");
    change_rate(921600, 0x40000000);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "an old rate of nonsense");

    chip.usb = true;
    change_rate(921600, FIRST_BAUD);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, 0) && chip.divisor == FIRST_DIVISOR,
           "the chip's own USB port has no rate: a change is answered, and nothing changes");
    pass_ms(10 * ESP_RATE_IDLE_MS);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(heard.size != 0 && chip.divisor == FIRST_DIVISOR, "also later");
}

static void set_home(uint32_t baud, uint32_t old_baud, uint32_t home)
{
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, old_baud, home}, 12);
}

static void short_trial(uint32_t trial_ms)
{
    restart();
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){921600, FIRST_BAUD, FIRST_BAUD, trial_ms}, 16);
}

static void test_short_trials(void)
{
    const uint32_t fast = CLOCK_HZ / 56;

    short_trial(50);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, 0) && chip.divisor == 56, "a short trial begins");
    pass_ms(40);
    ask(ESP_OP_STUB_INFO, NULL, 0);
    pass_ms(40);
    tap_is(chip.divisor, 56, "a request begins the time of silence again");
    pass_ms(20);
    tap_is(chip.divisor, FIRST_DIVISOR, "but does not prove the rate");
    short_trial(50);
    set_home(fast, fast, FIRST_BAUD);
    pass_ms(ESP_RATE_TRIAL_MS - 20);
    tap_is(chip.divisor, 56, "the next change of the rate ends the short trial");
    ask(ESP_OP_STUB_INFO, NULL, 0);
    pass_ms(ESP_RATE_IDLE_MS - 20);
    tap_is(chip.divisor, 56, "and then a request proves the rate");
    short_trial(0);
    pass_ms(ESP_RATE_TRIAL_MS - 20);
    tap_is(chip.divisor, 56, "a trial of no time takes the usual one");
    pass_ms(40);
    tap_is(chip.divisor, FIRST_DIVISOR, "and ends then");
    short_trial(9000);
    pass_ms(8900);
    tap_is(chip.divisor, 56, "a trial can be long");
    pass_ms(200);
    tap_is(chip.divisor, FIRST_DIVISOR, "and ends, too");
    short_trial(UINT32_MAX);
    pass_ms(ESP_RATE_TRIAL_MS + 20);
    tap_is(chip.divisor, FIRST_DIVISOR, "a time that is too long stands for the usual one");
}

static void test_home(void)
{
    const uint32_t fast = CLOCK_HZ / 56; /* the true rate for 921600 */

    restart();
    chip.divisor = 56;
    stub_start();
    pass_ms(2 * ESP_RATE_IDLE_MS);
    tap_is(chip.divisor, 56, "the rate that the stub was started at is its home");
    set_home(fast, fast, FIRST_BAUD);
    tap_is(chip.divisor, 56, "a home rate can be given without a change");
    pass_ms(ESP_RATE_TRIAL_MS + 20);
    tap_is(chip.divisor, FIRST_DIVISOR, "where silence leads");
    change_rate(460800, FIRST_BAUD);
    pass_ms(ESP_RATE_TRIAL_MS + 20);
    tap_is(chip.divisor, FIRST_DIVISOR, "also after a change that does not name it");
    set_home(921600, FIRST_BAUD, 57600);
    pass_ms(ESP_RATE_TRIAL_MS + 20);
    tap_is(chip.divisor, 2 * FIRST_DIVISOR, "and with a change it can be given, too");
    set_home(921600, FIRST_BAUD, 0);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_RANGE), "a home rate of 0 is refused");
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[5]){921600, FIRST_BAUD, FIRST_BAUD, 1, 1}, 20);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_LENGTH), "so is a fifth word");
}

static void test_echo(void)
{
    uint8_t bytes[ESP_ECHO_MAX + 1], inverted[ESP_ECHO_MAX + 1];

    restart();
    for (size_t i = 0; i < sizeof bytes; i++)
        inverted[i] = (uint8_t)~(bytes[i] = (uint8_t)(0xbe + i));
    ask(ESP_OP_ECHO, bytes, ESP_ECHO_MAX);
    tap_ok(answered(ESP_OP_ECHO, 0, 0) && heard.size == ESP_ECHO_MAX &&
               memcmp(heard.data, inverted, ESP_ECHO_MAX) == 0,
           "ECHO inverts 128 bytes");
    ask(ESP_OP_ECHO, bytes, sizeof bytes);
    tap_ok(answered(ESP_OP_ECHO, 0, ESP_STUB_BAD_LENGTH), "129 are refused");
    send(ESP_OP_ECHO, bytes, 5, 0);
    tap_ok(answered(ESP_OP_ECHO, 0, ESP_STUB_BAD_CHECK), "and what came damaged");
}

int main(void)
{
    test_start();
    test_framing();
    test_refusals();
    test_basics();
    test_info();
    test_rates();
    test_hurry();
    test_home();
    test_short_trials();
    test_echo();
    return tap_done();
}
