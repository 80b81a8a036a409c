/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The portable part of the stub, built for the host on a make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>

#include "../../stub/crc32.h"
#include "../../stub/slip.h"
#include "../../stub/stub.h"
#include "../tap.h"
#include "stub_fake_chip.h"

enum { CLOCK_HZ = 52000000, FIRST_DIVISOR = 451, FIRST_BAUD = 115200 };

/* ---- talking to it ---- */

static struct answer answer;
static size_t output_at;

static void restart(void)
{
    memset(&chip, 0, sizeof chip);
    chip.divisor = FIRST_DIVISOR;
    for (uint32_t i = 0; i < FAKE_FLASH_SIZE; i++)
        chip.flash[i] = (uint8_t)(i * 2654435761u >> 13);
    stub_start();
    output_at = 0;
}

static void run(void)
{
    while (chip.input_at < chip.input.size)
        stub_poll();
    stub_poll();
    chip.input.size = chip.input_at = 0;
}

static bool take(void)
{
    return next_answer(chip.output, chip.output_size, &output_at, &answer);
}

static void send(uint8_t op, const void *data, size_t size, uint32_t check)
{
    output_at = chip.output_size = 0;
    wire_request(&chip.input, op, data, size, check);
    run();
    take();
}

static void ask(uint8_t op, const void *data, size_t size)
{
    send(op, data, size, request_check(op, data, size));
}

static bool answered(uint8_t op, uint32_t value, uint8_t detail)
{
    return answer.found && answer.op == op && answer.value == value &&
           answer.status == (detail ? 0xc0 : 0) && answer.detail == detail;
}

static void md5_of(uint32_t address, uint32_t size, uint8_t digest[16])
{
    EVP_Digest(chip.flash + address, size, digest, NULL, EVP_md5(), NULL);
}

/* ---- tests ---- */

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
    tap_ok(!answer.found, "a frame longer than the buffer is dropped");
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0), "and the request after it is answered");

    for (size_t i = 0; i < sizeof escape; i++)
        wire_raw(&chip.input, escape[i]);
    output_at = chip.output_size = 0;
    run();
    tap_is(chip.output_size, 0, "a frame with a wrong escape is dropped");
    wire_raw(&chip.input, 0xc0);
    for (size_t i = 0; i < 9; i++)
        wire_raw(&chip.input, (uint8_t)(i == 2 ? 9 : 0));
    wire_raw(&chip.input, 0xc0);
    output_at = chip.output_size = 0;
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
    for (; answer.found && answered(ESP_OP_SYNC, 0, 0); take())
        answers++;
    tap_is(answers, 8, "SYNC without check word: eight answers with value 0");

    chip.registers[1] = 0x12345678;
    ask(ESP_OP_READ_REG, &(uint32_t){0x60000004}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0x12345678, 0) && answer.length == 2, "READ_REG");
    ask(ESP_OP_READ_REG, &(uint32_t){0}, 4);
    tap_ok(answered(ESP_OP_READ_REG, 0, ESP_STUB_BAD_RANGE), "READ_REG of nothing is refused");

    ask(ESP_OP_WRITE_REG, writes, sizeof writes);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, 0) && chip.registers[1] == 0x12ff56ff &&
               chip.registers[2] == 0x11223344 && chip.delayed_us == 42,
           "WRITE_REG of two groups with masks and delays");
    writes[3] = 1000001;
    ask(ESP_OP_WRITE_REG, writes, sizeof writes);
    tap_ok(answered(ESP_OP_WRITE_REG, 0, ESP_STUB_BAD_RANGE),
           "WRITE_REG with a delay over a second is refused");
    ask(ESP_OP_RUN_USER_CODE, NULL, 0);
    tap_ok(chip.reset && !answer.found, "RUN_USER_CODE resets the chip and answers nothing");
}

static void test_info(void)
{
    static const uint32_t want[] = {ESP_STUB_MAGIC, ESP_STUB_VERSION, ESP_REGION_DEFLATE, FAKE_FLASH_ID, FAKE_LOST,
                              FAKE_CODE_CRC32};

    restart();
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0) && answer.size == 28 && answer.length == 30 &&
               memcmp(answer.data, want, sizeof want) == 0 && word_at(answer.data + 24) == crc32(0, answer.data, 24),
           "STUB_INFO tells version, flash identity, lost bytes and its own check");
    chip.flash_busy = true;
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0) && word_at(answer.data + 12) == 0xffffff,
           "STUB_INFO of a flash that stays busy says ffffff");
}

static void ask_region(struct esp_region_request request)
{
    ask(ESP_OP_READ_REGION, &request, sizeof request);
}

static bool region_right(uint32_t address, uint32_t length, uint32_t tag)
{
    ask_region(region_request(address, length, ESP_REGION_STORED, tag));
    return answered(ESP_OP_READ_REGION, tag, 0) &&
           region_sound(&answer, chip.flash + address, address, length);
}

static bool region_refused(struct esp_region_request request)
{
    ask_region(request);
    return answered(ESP_OP_READ_REGION, request.tag, ESP_STUB_BAD_RANGE) && answer.size == 0;
}

static void test_bad_regions(void)
{
    static const uint32_t bad[][3] = {
        {0, 0, 0},        {0, 0x8001, 0},        {0, 16, 2},          {0x1000000, 1, 0},
        {0xffffff, 2, 0}, {0xfffffff0, 0x20, 0}, {0, 16, 0x80000000},
    };
    struct esp_region_request request = region_request(0, 16, 0, 9);
    bool right = true;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        right = right && region_refused(region_request(bad[i][0], bad[i][1], bad[i][2], 9));
    tap_ok(right, "READ_REGION refuses what is empty, too long, beyond 16 MB, or has options");
    request.packet = ESP_PACKET_MIN - 1;
    tap_ok(region_refused(request), "or wants smaller packets than there are");
    request = region_request(0, 16, 0, 9);
    request.looks = ESP_DIGESTS_MAX + 1;
    tap_ok(region_refused(request), "or more digests");
    request.looks = 1;
    request.look_address = 0x1000000 - ESP_LOOK_UNIT + 1;
    tap_ok(region_refused(request), "or digests beyond 16 MB");
}

static void test_regions(void)
{
    static const struct {
        uint32_t address, length;
    } good[] = {{0, 1},      {0, 64},    {0, 65},         {1, 63},     {3, 4097},
                {4095, 2},   {12345, 7}, {0x1000, 32768}, {0x1ffff, 1}};
    bool right = true;

    restart();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        right = right && region_right(good[i].address, good[i].length, 0xc0dbc0db + (uint32_t)i);
    tap_ok(right, "READ_REGION of any address and length, with tag and trailer");
    test_bad_regions();
    chip.flash_busy = true;
    ask_region(region_request(0, 4, 0, 9));
    tap_ok(answered(ESP_OP_READ_REGION, 9, ESP_STUB_FLASH_TIMEOUT),
           "READ_REGION of a flash that stays busy is an error");
    chip.flash_busy = false;
    chip.reads_until_failure = 3;
    ask_region(region_request(0, 400, 0, 9));
    tap_ok(answered(ESP_OP_READ_REGION, 9, ESP_STUB_FLASH_TIMEOUT),
           "a flash that fails in the middle of a region is an error at its end");
}

/* Answers to the last request: how many packets, and are they sound, and those that
 * want says? */
static unsigned packets_of(const uint32_t *want, uint32_t last, bool *right)
{
    size_t at = 0;
    unsigned n = 0;

    for (uint32_t i = 0; i <= last; i++) {
        if (!(want[i / 32] >> i % 32 & 1))
            continue;
        *right = next_answer(chip.output, chip.output_size, &at, &answer) &&
                 packet_sound(&answer, i == last ? i | ESP_PACKET_LAST : i) && *right;
        n++;
    }
    *right = !next_answer(chip.output, chip.output_size, &at, &answer) && *right;
    return n;
}

static void test_packets(void)
{
    struct esp_region_request request = region_request(7, 1000, ESP_REGION_STORED, 5);
    bool right = true;

    restart();
    request.packet = 128;
    memset(request.want, 0xff, sizeof request.want);
    ask_region(request);
    tap_ok(packets_of(request.want, 7, &right) == 8 && right, "a region comes in packets");
    request.want[0] = 0x52;
    request.want[1] = request.want[2] = request.want[3] = 0;
    ask_region(request);
    right = true;
    tap_ok(packets_of(request.want, 7, &right) == 3 && right, "or some of them");
    request.want[0] = 0x100;
    ask_region(request);
    tap_is(chip.output_size, 0, "or none, where the stream is shorter");
    request = region_request(0, 20000, ESP_REGION_STORED, 5);
    request.packet = ESP_PACKET_MIN;
    memset(request.want, 0, sizeof request.want);
    request.want[3] = 0x80000000;
    ask_region(request);
    tap_ok(next_answer(chip.output, chip.output_size, &(size_t){0}, &answer) &&
               packet_sound(&answer, 127) &&
               memcmp(answer.data, chip.flash + 127 * 128, 128) == 0,
           "the highest bit stands for the last packet with a bit");
    tap_ok(chip.output_size > 20000 - 127 * 128 + (20000 / 128 - 127) * 20,
           "and for all behind it");
}

/* The line is full: room comes slowly, and the chip has time. */
static void test_looks(void)
{
    struct esp_region_request request = region_request(0, 32768, ESP_REGION_STORED, 5);
    uint8_t want[ESP_MD5_SIZE];
    size_t at = 0;

    restart();
    request.look_address = 0x8000;
    request.looks = 3;
    ask_region(request);
    tap_ok(next_answer(chip.output, chip.output_size, &at, &answer) &&
               next_answer(chip.output, chip.output_size, &at, &answer) &&
               answer.op == ESP_OP_DIGEST && answer.value == 5 && answer.size == 16 + 4 &&
               word_at(answer.data + 4) == 0,
           "a chip that waits for nothing looks at nothing");
    restart();
    chip.room_after = 700;
    ask_region(request);
    at = 0;
    tap_ok(next_answer(chip.output, chip.output_size, &at, &answer) &&
               packet_sound(&answer, 0 | ESP_PACKET_LAST) &&
               region_sound(&answer, chip.flash, 0, 32768),
           "one that waits delivers the region all the same");
    md5_of(0x8000, 0x8000, want);
    tap_ok(next_answer(chip.output, chip.output_size, &at, &answer) &&
               answer.op == ESP_OP_DIGEST && answer.value == 5 && answer.size == 16 + 16 + 4 &&
               word_at(answer.data) == 0x8000 && word_at(answer.data + 4) == 0x8000 &&
               memcmp(answer.data + 16, want, 16) == 0,
           "and digests as far as it got");
    restart();
    chip.room_after = 700;
    chip.reads_until_failure = 300; /* among those for digests */
    ask_region(request);
    at = 0;
    tap_ok(next_answer(chip.output, chip.output_size, &at, &answer) && answer.status == 0,
           "a digest that fails is no failure of the region");
}

static void test_called_back(void)
{
    restart();
    chip.called = true;
    ask_region(region_request(0, 100, ESP_REGION_STORED, 5));
    tap_is(chip.output_size, 1, "what the host called back is not answered");
    ask(ESP_OP_STUB_INFO, NULL, 0);
    tap_ok(answered(ESP_OP_STUB_INFO, 0, 0) && region_right(0, 100, 6),
           "what it asks for then is");
}

static void test_digests(void)
{
    uint8_t want[16];
    uint32_t request[4] = {1000, 5000, 2048, 77};
    bool right = true;

    restart();
    md5_of(3, 10001, want);
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){3, 10001, 0, 0}, 16);
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, 0) && answer.length == 18 && answer.size == 16 &&
               memcmp(answer.data, want, 16) == 0,
           "SPI_FLASH_MD5 gives 16 raw bytes");
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){0xffffff, 2, 0, 0}, 16);
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, ESP_STUB_BAD_RANGE), "not beyond 16 MB");
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){16, 0xfffffff8, 0, 0}, 16);
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, ESP_STUB_BAD_RANGE), "nor around the end of numbers");

    ask(ESP_OP_DIGEST, request, sizeof request);
    for (uint32_t i = 0; i < 3; i++) {
        md5_of(1000 + 2048 * i, i < 2 ? 2048 : 904, want);
        right = right && memcmp(answer.data + 16 + 16 * i, want, 16) == 0;
    }
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && answer.size == 16 + 48 + 4 && right &&
               memcmp(answer.data, request, 16) == 0 &&
               word_at(answer.data + 64) == crc32(0, answer.data, 64) && answer.length == 70,
           "DIGEST by units, the last one shorter");
    request[2] = 0;
    ask(ESP_OP_DIGEST, request, sizeof request);
    md5_of(1000, 5000, want);
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && answer.size == 36 &&
               memcmp(answer.data + 16, want, 16) == 0,
           "DIGEST over everything");
    ask(ESP_OP_DIGEST, (uint32_t[]){0, 640, 10, 77}, 16);
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && answer.size == 16 + 64 * 16 + 4, "64 digests at once");
    ask(ESP_OP_DIGEST, (uint32_t[]){0, 641, 10, 77}, 16);
    tap_ok(answered(ESP_OP_DIGEST, 77, ESP_STUB_BAD_RANGE), "65 digests are refused");
    chip.reads_until_failure = 3;
    ask(ESP_OP_DIGEST, request, sizeof request);
    tap_ok(answered(ESP_OP_DIGEST, 77, ESP_STUB_FLASH_TIMEOUT), "a flash failure is reported");
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
}

static void set_home(uint32_t baud, uint32_t old_baud, uint32_t home)
{
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[]){baud, old_baud, home}, 12);
}
static void test_home(void)
{
    const uint32_t fast = CLOCK_HZ / 56; /* 921600, really */

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
    ask(ESP_OP_CHANGE_BAUDRATE, (uint32_t[4]){921600, FIRST_BAUD, FIRST_BAUD, 1}, 16);
    tap_ok(answered(ESP_OP_CHANGE_BAUDRATE, 0, ESP_STUB_BAD_LENGTH), "so is a fourth word");
}

static void test_echo(void)
{
    uint8_t bytes[ESP_ECHO_MAX + 1], inverted[ESP_ECHO_MAX + 1];

    restart();
    for (size_t i = 0; i < sizeof bytes; i++)
        inverted[i] = (uint8_t)~(bytes[i] = (uint8_t)(0xbe + i));
    ask(ESP_OP_ECHO, bytes, ESP_ECHO_MAX);
    tap_ok(answered(ESP_OP_ECHO, 0, 0) && answer.size == ESP_ECHO_MAX &&
               memcmp(answer.data, inverted, ESP_ECHO_MAX) == 0,
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
    test_regions();
    test_packets();
    test_looks();
    test_called_back();
    test_digests();
    test_rates();
    test_hurry();
    test_home();
    test_echo();
    return tap_done();
}
