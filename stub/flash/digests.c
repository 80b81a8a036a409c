/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands DIGEST and SPI_FLASH_MD5.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/digests.h"

#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/flash/look.h"
#include "stub/flash/nor.h"
#include "stub/flash/reader.h"
#include "stub/line/ring.h"

/* Computes the digests of a range.  Returns 0 or an enum esp_status. */
static uint8_t look_at(uint32_t address, uint32_t length, uint32_t unit)
{
    if (!reader_range_ok(address, length))
        return ESP_STUB_BAD_RANGE;
    if (!nor_ready())
        return ESP_STUB_FLASH_TIMEOUT;
    look_begin(address, length, unit);
    while (!ring_called() && look_step())
        continue;
    look_end();
    return look_failed() ? ESP_STUB_FLASH_TIMEOUT : 0;
}

void digests_flash_md5(const struct request *request)
{
    uint8_t status = look_at(request->data[0], request->data[1], 0);

    if (status != 0) {
        answer(request->op, 0, status);
        return;
    }
    answer_begin(request->op, ESP_MD5_SIZE + ESP_STATUS_SIZE, 0);
    slip_put_bytes(look_digest(0), ESP_MD5_SIZE);
    answer_end(0);
}

/* The number of digests that the request asks for.  If there are too many, some number
 * above ESP_DIGESTS_MAX. */
static uint32_t count(const struct esp_digest_request *request)
{
    uint32_t n = request->length != 0, left = request->length;

    for (; request->unit != 0 && left > request->unit && n <= ESP_DIGESTS_MAX; n++)
        left -= request->unit;
    return n;
}

void digests_answer(uint8_t op, const struct esp_digest_request *request, const void *bytes,
                    uint32_t size)
{
    uint32_t crc = crc32_add(0, request, sizeof *request);

    answer_begin(op, (uint32_t)sizeof *request + size + 4 + ESP_STATUS_SIZE, request->tag);
    slip_put_bytes(request, sizeof *request);
    slip_put_bytes(bytes, size);
    slip_put32(crc32_add(crc, bytes, size));
    answer_end(0);
}

void digests_send(const struct esp_digest_request *request)
{
    digests_answer(ESP_OP_DIGEST, request, look_digest(0), count(request) * ESP_MD5_SIZE);
}

void digests_digest(const struct request *request)
{
    const struct esp_digest_request *digest = (const void *)request->data;
    uint8_t status = ESP_STUB_BAD_RANGE;

    if (count(digest) <= ESP_DIGESTS_MAX)
        status = look_at(digest->address, digest->length, digest->unit);
    if (status != 0)
        answer(request->op, digest->tag, status);
    else
        digests_send(digest);
}
