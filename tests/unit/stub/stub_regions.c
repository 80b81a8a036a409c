/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STUB_INFO's data about the flash, READ_REGION and DIGEST, in the stub built for the host
 * on a make-believe chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>

#include "tap.h"
#include "unit/stub/stub_talk.h"

static void md5_of(uint32_t address, uint32_t size, uint8_t digest[16])
{
    EVP_Digest(chip.flash + address, size, digest, NULL, EVP_md5(), NULL);
}

static void ask_region(struct esp_region_request request)
{
    ask(ESP_OP_READ_REGION, &request, sizeof request);
}

static bool region_right(uint32_t address, uint32_t length, uint32_t tag)
{
    ask_region(region_request(address, length, ESP_REGION_STORED, tag));
    return answered(ESP_OP_READ_REGION, tag, 0) &&
           region_sound(&heard, chip.flash + address, address, length);
}

static bool region_refused(struct esp_region_request request)
{
    ask_region(request);
    return answered(ESP_OP_READ_REGION, request.tag, ESP_STUB_BAD_RANGE) && heard.size == 0;
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

/* The number of packets in the answer to the last request.  *right: the packets are sound,
 * and agree with want. */
static unsigned packets_of(const uint32_t *want, uint32_t last, bool *right)
{
    size_t at = 0;
    unsigned n = 0;

    for (uint32_t i = 0; i <= last; i++) {
        if (!(want[i / 32] >> i % 32 & 1))
            continue;
        *right = next_answer(chip.output, chip.output_size, &at, &heard) &&
                 packet_sound(&heard, i == last ? i | ESP_PACKET_LAST : i) && *right;
        n++;
    }
    *right = !next_answer(chip.output, chip.output_size, &at, &heard) && *right;
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
    tap_ok(next_answer(chip.output, chip.output_size, &(size_t){0}, &heard) &&
               packet_sound(&heard, 127) &&
               memcmp(heard.data, chip.flash + 127 * 128, 128) == 0,
           "the highest bit stands for the last packet with a bit");
    tap_ok(chip.output_size > 20000 - 127 * 128 + (20000 / 128 - 127) * 20,
           "and for all behind it");
}

/* The line is full: room comes slowly, so the chip has time. */
static void test_looks(void)
{
    struct esp_region_request request = region_request(0, 32768, ESP_REGION_STORED, 5);
    uint8_t want[ESP_MD5_SIZE];
    size_t at = 0;

    restart();
    request.look_address = 0x8000;
    request.looks = 3;
    ask_region(request);
    tap_ok(next_answer(chip.output, chip.output_size, &at, &heard) &&
               next_answer(chip.output, chip.output_size, &at, &heard) &&
               heard.op == ESP_OP_DIGEST && heard.value == 5 && heard.size == 16 + 4 &&
               word_at(heard.data + 4) == 0,
           "a chip that waits for nothing looks at nothing");
    restart();
    chip.line_stops = 800; /* the region itself takes part of this time */
    ask_region(request);
    at = 0;
    tap_ok(next_answer(chip.output, chip.output_size, &at, &heard) &&
               packet_sound(&heard, 0 | ESP_PACKET_LAST) &&
               region_sound(&heard, chip.flash, 0, 32768),
           "one that waits delivers the region all the same");
    md5_of(0x8000, 0x8000, want);
    tap_ok(next_answer(chip.output, chip.output_size, &at, &heard) &&
               heard.op == ESP_OP_DIGEST && heard.value == 5 && heard.size == 16 + 16 + 4 &&
               word_at(heard.data) == 0x8000 && word_at(heard.data + 4) == 0x8000 &&
               memcmp(heard.data + 16, want, 16) == 0,
           "and digests as far as it got");
    restart();
    chip.line_stops = 800; /* the region itself takes part of this time */
    chip.reads_until_failure = 300; /* one of the reads for digests */
    ask_region(request);
    at = 0;
    tap_ok(next_answer(chip.output, chip.output_size, &at, &heard) && heard.status == 0,
           "a digest that fails is no failure of the region");
}

static void test_called_back(void)
{
    uint8_t fill[ESP_SYNC_CALL];
    struct esp_region_request request = region_request(0, 100, ESP_REGION_STORED, 5);

    restart();
    memset(fill, ESP_SYNC_FILL, sizeof fill);
    wire_request(&chip.input, ESP_OP_READ_REGION, &request, sizeof request,
                 request_check(ESP_OP_READ_REGION, &request, sizeof request));
    wire_request(&chip.input, ESP_OP_ECHO, fill, sizeof fill,
                 request_check(ESP_OP_ECHO, fill, sizeof fill));
    run();
    tap_ok(take() && heard.op == ESP_OP_ECHO && !take(),
           "what the host called back is not answered");
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
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, 0) && heard.length == 18 && heard.size == 16 &&
               memcmp(heard.data, want, 16) == 0,
           "SPI_FLASH_MD5 gives 16 raw bytes");
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){0xffffff, 2, 0, 0}, 16);
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, ESP_STUB_BAD_RANGE), "not beyond 16 MB");
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){16, 0xfffffff8, 0, 0}, 16);
    tap_ok(answered(ESP_OP_SPI_FLASH_MD5, 0, ESP_STUB_BAD_RANGE), "nor around the end of numbers");

    ask(ESP_OP_DIGEST, request, sizeof request);
    for (uint32_t i = 0; i < 3; i++) {
        md5_of(1000 + 2048 * i, i < 2 ? 2048 : 904, want);
        right = right && memcmp(heard.data + 16 + 16 * i, want, 16) == 0;
    }
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && heard.size == 16 + 48 + 4 && right &&
               memcmp(heard.data, request, 16) == 0 &&
               word_at(heard.data + 64) == crc32(0, heard.data, 64) && heard.length == 70,
           "DIGEST by units, the last one shorter");
    request[2] = 0;
    ask(ESP_OP_DIGEST, request, sizeof request);
    md5_of(1000, 5000, want);
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && heard.size == 36 &&
               memcmp(heard.data + 16, want, 16) == 0,
           "DIGEST over everything");
    ask(ESP_OP_DIGEST, (uint32_t[]){0, 640, 10, 77}, 16);
    tap_ok(answered(ESP_OP_DIGEST, 77, 0) && heard.size == 16 + 64 * 16 + 4, "64 digests at once");
    ask(ESP_OP_DIGEST, (uint32_t[]){0, 641, 10, 77}, 16);
    tap_ok(answered(ESP_OP_DIGEST, 77, ESP_STUB_BAD_RANGE), "65 digests are refused");
    chip.reads_until_failure = 3;
    ask(ESP_OP_DIGEST, request, sizeof request);
    tap_ok(answered(ESP_OP_DIGEST, 77, ESP_STUB_FLASH_TIMEOUT), "a flash failure is reported");
}

int main(void)
{
    test_regions();
    test_packets();
    test_looks();
    test_called_back();
    test_digests();
    return tap_done();
}
