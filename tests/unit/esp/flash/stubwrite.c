/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of a write through the stub: the order of its requests.  The stub in memory
 * carries them out at once.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <stdio.h>

#include "esp/flash/plan.h"
#include "esp/flash/stub/stub_ops.h"
#include "esp/flash/write.h"
#include "esp/wire/digest.h"
#include "tap.h"
#include "unit/fake_transport.h"

enum { FLASH = 0x60000, CONTENTS = 0x20000, BOOT = 0x1000, SLOW = 115200, FAST = 20000000 };

static struct fake_transport fake;
static struct esp_session session;
static uint8_t image[FLASH], flash[FLASH];
static bool knows_glance;
static char order[4096]; /* "w30000 " for a WRITE_REGION at 0x30000; e, d and g likewise */

static void note(char what, uint32_t address)
{
    size_t used = strlen(order);

    snprintf(order + used, sizeof(order) - used, "%c%x ", what, (unsigned)address);
}

/* Answers with the request, and with size bytes for each of count units. */
static void answer_units(struct fake_transport *f, const uint8_t *request,
                         void (*unit)(const uint8_t *, uint32_t, uint8_t *), size_t size)
{
    static uint8_t data[0x1000];
    uint32_t address = esp_get32(request), length = esp_get32(request + 4);
    uint32_t step = esp_get32(request + 8);
    size_t used = ESP_DIGEST_REQUEST_SIZE;

    memcpy(data, request, used);
    for (uint32_t at = 0; at < length; at += step, used += size)
        unit(flash + address + at, length - at < step ? length - at : step, data + used);
    esp_put32(data + used, (uint32_t)crc32(0, data, (uInt)used));
    memset(data + used + 4, 0, ESP_STATUS_SIZE);
    fake_answer(f, request[-(int)ESP_HEADER_SIZE + 1], esp_get32(request + 12), data,
                used + 4 + ESP_STATUS_SIZE);
}

static void digest(const uint8_t *bytes, uint32_t size, uint8_t *to)
{
    EVP_Digest(bytes, size, to, NULL, EVP_md5(), NULL);
}

static void glance(const uint8_t *bytes, uint32_t size, uint8_t *to)
{
    (void)size;
    esp_put32(to, (uint32_t)crc32(0, bytes, ESP_GLANCE_SIZE));
}

static void write_region(const uint8_t *request, size_t size)
{
    const uint8_t *contents = request + sizeof(struct esp_write_region);
    uint8_t *to = flash + esp_get32(request);
    uint32_t length = esp_get32(request + 4);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)contents,
                  .avail_in = (uInt)(size - sizeof(struct esp_write_region)),
                  .next_out = to, .avail_out = length};

    if (!(esp_get32(request + 8) & ESP_WRITE_DEFLATE)) {
        memcpy(to, contents, length);
        return;
    }
    inflateInit2(&z, -15);
    inflate(&z, Z_FINISH);
    inflateEnd(&z);
}

static void erase_sectors(struct fake_transport *f, const uint8_t *request)
{
    uint8_t data[sizeof(struct esp_erase_result) + ESP_STATUS_SIZE] = {0};

    memset(flash + esp_get32(request), 0xff, esp_get32(request + 4));
    memcpy(data, request, 8);
    memcpy(data + 8, request + 4, 4);
    esp_put32(data + 12, (uint32_t)crc32(0, data, 12));
    fake_answer(f, ESP_OP_ERASE_SECTORS, esp_get32(request + 12), data, sizeof(data));
}

static void stub(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[2] = {0, 0}, unknown[2] = {ESP_STUB_FAILED, ESP_STUB_UNKNOWN_OP};
    const uint8_t *data = request + ESP_HEADER_SIZE;

    switch (request[1]) {
    case ESP_OP_DIGEST:
        note('d', esp_get32(data));
        answer_units(f, data, digest, ESP_MD5_SIZE);
        break;
    case ESP_OP_GLANCE:
        note('g', esp_get32(data));
        if (knows_glance)
            answer_units(f, data, glance, 4);
        else
            fake_answer(f, ESP_OP_GLANCE, 0, unknown, 2);
        break;
    case ESP_OP_WRITE_REGION:
        note('w', esp_get32(data));
        write_region(data, size - ESP_HEADER_SIZE);
        fake_answer(f, ESP_OP_WRITE_REGION, esp_get32(data + 12), good, 2);
        break;
    case ESP_OP_ERASE_SECTORS:
        note(esp_get32(data + 4) == ESP_BLOCK64_SIZE ? 'E' : 'e', esp_get32(data));
        erase_sectors(f, data);
        break;
    case ESP_OP_STUB_INFO:
        fake_stub_info(f, 0x1640ef, 0, 0);
        break;
    default:
        break;
    }
}

/* Blocks 0 and 1 of the image have contents, the other four are blank. */
static void make_image(void)
{
    memset(image, 0xff, sizeof(image));
    for (uint32_t i = BOOT, seed = 1; i < CONTENTS; i++) {
        seed = seed * 1664525 + 1013904223;
        image[i] = (uint8_t)(seed >> 24);
    }
}

static bool writes(uint32_t baud)
{
    const struct esp_image whole = {.offset = 0, .size = FLASH, .data = image};
    const struct esp_write_request request = {.images = &whole, .count = 1};
    struct esp_write_report report = {0};
    struct esp_plan plan;
    int err;

    fake_open(&fake);
    fake.answer = stub;
    fake.base.baud = baud;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_STUB;
    session.connect_baud = baud;
    session.hurried = true;
    session.stub.limits = fake_limits;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    order[0] = '\0';
    err = esp_plan_make(&plan, &whole, 1, BOOT, NULL, NULL);
    if (!err)
        err = esp_stub_write(&session, &plan, &request, &report);
    esp_plan_free(&plan);
    if (err || memcmp(flash, image, sizeof(flash)) != 0)
        printf("# %d %s: %s\n", err, session.fault.text, order);
    return !err && memcmp(flash, image, sizeof(flash)) == 0;
}

/* True if both requests were sent, the first one first. */
static bool before(const char *one, const char *other)
{
    const char *first = strstr(order, one), *second = strstr(order, other);

    if (first && second && first < second)
        return true;
    printf("# %s\n", order);
    return false;
}

static void test_other_data(void)
{
    memset(flash, 0x55, sizeof(flash));
    tap_ok(writes(SLOW), "a flash full of other data is written");
    tap_ok(strncmp(order, "d0 E0 ", 6) == 0,
           "the guard's block is erased as a whole, though the guard is its second sector");
    tap_ok(before("g10000 ", "w2000 ") && !strstr(order, "d20000 w"),
           "where all differs, the other sectors are glanced at, and not read");
    tap_ok(before("w20000 ", "w1c000 ") && before("w20000 w24000 w28000 w2c000 ", "w1c000 "),
           "on a slow line, a block that is to be blank is erased between contents, all at once");
    tap_ok(before("w50000 ", "w1000 "), "the guard comes last");

    memset(flash, 0x55, sizeof(flash));
    tap_ok(writes(FAST) && before("w1c000 ", "w20000 "), "on a fast line, blank blocks come last");

    knows_glance = false;
    memset(flash, 0x55, sizeof(flash));
    tap_ok(writes(SLOW) && before("g10000 ", "d10000 ") && !strstr(strchr(order, 'g') + 1, "g"),
           "a stub that cannot glance is asked once, and then for digests");
    knows_glance = true;
}

static void test_blank_already(void)
{
    memset(flash, 0x55, CONTENTS);
    memset(flash + CONTENTS, 0xff, FLASH - CONTENTS);
    tap_ok(writes(SLOW) && !strstr(order, "w20000 ") && !strstr(order, "w30000 "),
           "blocks that are blank stay as they are");
    tap_ok(before("w1c000 ", "d40000 "),
           "and if one of them is, the others are not looked at before the contents are sent");
}

static void test_same(void)
{
    memcpy(flash, image, sizeof(flash));
    flash[0x15000] ^= 1;
    tap_ok(writes(SLOW) && !strchr(order, 'g'),
           "where little differs, sectors are not glanced at");
}

int main(void)
{
    make_image();
    knows_glance = true;
    test_other_data();
    test_blank_already();
    test_same();
    return tap_done();
}
