/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of a stub's limits: the host must keep to them.  The stubs here take less at a
 * time than the ESP8266's stub, or report impossible limits.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stddef.h>
#include <stdlib.h>

#include "tap.h"
#include "unit/esp/counting_stub.h"

static uint8_t image[FLASH_SIZE], got[FLASH_SIZE];
static size_t got_size;

static void begin(struct esp_stub_limits limits)
{
    static struct esp_transport_ops ops;

    fake_open(&fake);
    ops = *fake.base.ops;
    ops.read = slow_read;
    fake.base.ops = &ops;
    fake.answer = take;
    fake_limits = limits;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.connect_baud = 115200;
    session.board.flash_size = FLASH_SIZE;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    waiting_count = 0;
    memset(&most, 0, sizeof(most));
    regions_size = hurries = writes_asked = lost_write = 0;
}

/* Starts a session whose stub reports these limits. */
static void begin_with(struct esp_stub_limits limits)
{
    begin(limits);
    if (!tap_ok(esp_session_ask_stub(&session, 1, 1000) == 0 &&
                    memcmp(&session.stub.limits, &limits, sizeof(limits)) == 0,
                "what the stub tells is kept"))
        printf("# %s\n", session.fault.text);
    session.board.jedec_id = session.stub.jedec_id;
    memset(&most, 0, sizeof(most));
}

static const struct esp_stub_limits usual = {
    .region = 0x8000, .write = 0x4000, .packet = 0x10000, .in_flight = 28 * 1024, .requests = 16,
    .reach = 0x1000000, .speed = 2,
};

/* ---- tests ---- */

static void refused(struct esp_stub_limits limits, const char *what)
{
    begin(limits);
    tap_ok(esp_session_ask_stub(&session, 1, 1000) == ESP_ERR_STUB &&
               strstr(session.fault.text, "cannot be used") && strstr(session.fault.text, what) &&
               session.state != ESP_STATE_STUB,
           "a %s that makes no sense is an error", what);
}

/* The usual limits, with one of them changed. */
static struct esp_stub_limits with(size_t member, uint32_t value)
{
    struct esp_stub_limits limits = usual;

    memcpy((uint8_t *)&limits + member, &value, sizeof(value));
    return limits;
}
#define WITH(member, value) with(offsetof(struct esp_stub_limits, member), value)

static void test_nonsense(void)
{
    refused(WITH(region, 0), "region");
    refused(WITH(region, ESP_REGION_MAX + ESP_SECTOR_SIZE), "region");
    refused(WITH(region, 0x1800), "region");
    refused(WITH(write, 0), "write");
    refused(WITH(write, ESP_WRITE_MAX + ESP_SECTOR_SIZE), "write");
    refused(WITH(write, 0x800), "write");
    refused(WITH(packet, 0), "packet");
    refused(WITH(packet, ESP_PACKET_TOLD_MIN - 1), "packet");
    refused(WITH(in_flight, 0), "number of requests");
    refused(WITH(requests, 0), "number of requests");
    refused(WITH(reach, 0), "flash");
    refused(WITH(reach, ESP_FLASH_MAX + ESP_SECTOR_SIZE), "flash");
    refused(WITH(reach, 0x10000800), "flash");
    refused(WITH(speed, 0), "speed");
}

static int sink(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    memcpy(got + got_size, data, size);
    got_size += size;
    return 0;
}

static int read_range(uint32_t offset, uint32_t size)
{
    const struct esp_read_request request = {.offset = offset, .size = size, .sink = sink};

    got_size = 0;
    return esp_session_read(&session, &request, NULL);
}

static void reads(uint32_t offset, uint32_t size, const char *name)
{
    int err = read_range(offset, size);

    if (!tap_ok(err == 0 && got_size == size && memcmp(got, flash + offset, size) == 0, "%s", name))
        printf("# error %d, %s\n", err, session.fault.text);
}

static void test_reading(void)
{
    begin_with(usual);
    reads(0, FLASH_SIZE, "a dump");
    tap_ok(most.region == 0x8000 && most.requests > 1,
           "with the usual limits has the usual requests");

    begin_with(WITH(region, 0x3000));
    reads(0, FLASH_SIZE, "a dump in small regions is right");
    tap_is(most.region, 0x3000, "none of them is larger than was told");
    tap_is(regions_size, FLASH_SIZE - 3 * ESP_LOOK_UNIT,
           "and of what is blank by its digests nothing is read but the first of it");
    reads(0x12345, 0x23456, "so is a range that begins and ends anywhere");
    tap_is(most.region, 0x3000, "likewise");

    begin_with(WITH(packet, 0x300));
    reads(0, FLASH_SIZE, "a dump in small packets is right");
    tap_ok(most.packet <= 0x300 && most.packet >= 0x100, "none of them is larger than was told");

    for (uint32_t n = 1; n <= 3; n++) {
        begin_with(WITH(requests, n));
        reads(0, FLASH_SIZE, "a dump with few requests in flight is right");
        tap_is(most.requests, n, "there are no more than were told");
    }
}

static void take_any(void *ctx, const struct esp_answer *answer)
{
    (void)answer;
    ++*(unsigned *)ctx;
}

static void test_digests(void)
{
    struct esp_digest_request requests[8] = {0};
    unsigned taken = 0;

    for (uint32_t i = 0; i < 8; i++)
        requests[i] = (struct esp_digest_request){.address = i << 12, .length = 0x1000, .tag = i};
    begin_with(WITH(requests, 3));
    tap_ok(esp_session_digests(&session, requests, 8, take_any, &taken) == 0 && taken == 8,
           "many digests are asked for and come");
    tap_is(most.requests, 3, "no more of them at a time than the stub keeps");
    begin_with(usual);
    taken = 0;
    tap_ok(esp_session_digests(&session, requests, 8, take_any, &taken) == 0 && taken == 8 &&
               most.requests == 8,
           "all at once where it keeps them");
}

static void writes(const char *name)
{
    const struct esp_image images = {0, FLASH_SIZE, image};
    const struct esp_write_request request = {.images = &images, .count = 1};
    struct esp_write_report report;
    int err;

    memset(flash, 0x5a, sizeof(flash));
    err = esp_session_write(&session, &request, &report);
    if (!tap_ok(err == 0 && memcmp(flash, image, sizeof(flash)) == 0, "%s", name))
        printf("# error %d, %s\n", err, session.fault.text);
}

static void test_writing(void)
{
    begin_with(usual);
    writes("a write");
    tap_ok(most.write == 0x4000 && most.requests > 2 && most.in_flight > 9000,
           "with the usual limits has the usual requests");

    for (uint32_t write = 0x1000; write <= 0x3000; write += 0x1000) {
        begin_with(WITH(write, write));
        writes("a write in small requests is right");
        tap_is(most.write, write, "none of them is larger than was told");
    }
    begin_with(WITH(write, 0x3000));
    lost_write = 5;
    writes("so is one of whose requests one is lost");
    tap_is(most.write, 0x3000, "and they grow as long as before afterwards");
    begin_with(WITH(requests, 2));
    writes("a write with few requests in flight is right");
    tap_is(most.requests, 2, "there are no more than were told");
    begin_with(WITH(in_flight, 9000));
    fake.base.baud = 921600; /* at this rate no request takes long */
    writes("a write with few bytes in flight is right");
    tap_ok(most.in_flight <= 9000, "there are no more than were told");
}

static void no_difference(void *ctx, uint32_t offset, uint32_t size)
{
    (void)ctx;
    (void)offset;
    (void)size;
}

static void test_reach(void)
{
    const struct esp_image beyond = {0x40000, 0x1000, image};
    unsigned asked;

    begin_with(WITH(reach, 0x40000));
    session.board.flash_size = 0;
    tap_ok(read_range(0x3f000, 0x2000) == ESP_ERR_RANGE && strstr(session.fault.text, "0x40000") &&
               regions_size == 0,
           "what addresses do not reach is not asked for");
    asked = fake.request_count;
    tap_ok(esp_session_compare(&session, &beyond, 1, no_difference, NULL, NULL) == ESP_ERR_RANGE &&
               fake.request_count == asked,
           "nor compared");
    reads(0x3f000, 0x1000, "what they reach is");
}

static void test_speed(void)
{
    begin_with(WITH(speed, 1));
    tap_ok(esp_session_try_hurry(&session) == 0 && hurries == 0,
           "a CPU whose clock cannot be raised is not asked to");
    begin_with(usual);
    tap_ok(esp_session_try_hurry(&session) == 0 && hurries == 1, "one that can is");
}

int main(void)
{
    srand(1);
    for (size_t i = 0; i < sizeof(flash); i++) /* with blank bytes in the middle */
        flash[i] = i >= 0x20000 && i < 0x40000 ? 0xff : (uint8_t)(rand() >> 8);
    for (size_t i = 0; i < sizeof(image); i++)
        image[i] = (uint8_t)(rand() >> 8 & (i < 0x20000 ? 0xff : 3));
    test_nonsense();
    test_reading();
    test_digests();
    test_reach();
    test_speed();
    test_writing();
    return tap_done();
}
