/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of answers to DIGEST.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/digest.h"

#include <zlib.h>

#include "base/bytes.h"
#include "tap.h"

enum { DIGESTS = 3, ROOM = ESP_DIGEST_REQUEST_SIZE + DIGESTS * ESP_MD5_SIZE + 4 + ESP_STATUS_SIZE };

static uint8_t data[ROOM];

/* An answer with the right CRC for this request, and with count digests. */
static struct esp_answer answer_about(const struct esp_digest_request *about, size_t count)
{
    size_t size = ESP_DIGEST_REQUEST_SIZE + count * ESP_MD5_SIZE;

    memset(data, 0, sizeof(data));
    esp_digest_encode(about, data);
    memset(data + ESP_DIGEST_REQUEST_SIZE, 0x5a, count * ESP_MD5_SIZE);
    esp_put32(data + size, (uint32_t)crc32(0, data, (uInt)size));
    return (struct esp_answer){.op = ESP_OP_DIGEST,
                               .data = data,
                               .size = size + 4,
                               .status = data + size + 4,
                               .status_size = ESP_STATUS_SIZE};
}

static bool opens(uint32_t length, uint32_t unit, size_t count)
{
    const struct esp_digest_request request = {.length = length, .unit = unit};
    struct esp_answer answer = answer_about(&request, count);
    struct esp_digest_request about;

    return esp_digest_open(&answer, &about) == data + ESP_DIGEST_REQUEST_SIZE &&
           about.length == length && about.unit == unit;
}

static void test_counts(void)
{
    tap_ok(opens(0x1000, 0, 1), "one digest over all is an answer");
    tap_ok(opens(0x2001, 0x1000, 3), "three units are, the last of them short");
    tap_ok(!opens(0x2001, 0x1000, 2), "a digest too few is none");
    tap_ok(!opens(0x2000, 0x1000, 3), "a digest too many is none");
    tap_ok(!opens(0, 0, 1), "digests of nothing are none");
    tap_ok(!opens(0x10000001, 1, 1), "2^28 + 1 digests do not pass for one");
    tap_ok(!opens(0x30000003, 1, 3), "nor 3 * 2^28 + 3 of them for three");
}

static void test_damage(void)
{
    const struct esp_digest_request request = {.address = 0x1000, .length = 0x1000, .tag = 7};
    struct esp_digest_request other = request, about;
    struct esp_answer answer = answer_about(&request, 1);
    uint8_t md5[1][ESP_MD5_SIZE] = {{0}};

    tap_ok(esp_digest_decode(&request, &answer, md5) && md5[0][15] == 0x5a,
           "the answer to a request is decoded");
    other.tag++;
    tap_ok(!esp_digest_decode(&other, &answer, md5), "another request's is not");
    data[ESP_DIGEST_REQUEST_SIZE] ^= 1;
    tap_ok(!esp_digest_open(&answer, &about), "a damaged digest is seen by the CRC");
    answer = answer_about(&request, 1);
    answer.size = 4;
    tap_ok(!esp_digest_open(&answer, &about), "an answer that is too short for a header is none");
}

int main(void)
{
    test_counts();
    test_damage();
    return tap_done();
}
