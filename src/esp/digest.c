/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIGEST requests and their answers as bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "digest.h"

#include <string.h>
#include <zlib.h>

#include "bytes.h"

uint32_t esp_digest_count(const struct esp_digest_request *request)
{
    return request->unit ? (request->length - 1) / request->unit + 1 : 1;
}

void esp_digest_encode(const struct esp_digest_request *request,
                       uint8_t bytes[ESP_DIGEST_REQUEST_SIZE])
{
    esp_put32(bytes, request->address);
    esp_put32(bytes + 4, request->length);
    esp_put32(bytes + 8, request->unit);
    esp_put32(bytes + 12, request->tag);
}

bool esp_digest_decode(const struct esp_digest_request *request, const struct esp_answer *answer,
                       uint8_t (*md5)[ESP_MD5_SIZE])
{
    const size_t header = ESP_DIGEST_REQUEST_SIZE;
    const size_t body = header + esp_digest_count(request) * ESP_MD5_SIZE;
    uint8_t echo[ESP_DIGEST_REQUEST_SIZE];

    esp_digest_encode(request, echo);
    if (answer->op != ESP_OP_DIGEST || answer->size != body + 4 + ESP_STATUS_SIZE ||
        memcmp(answer->data, echo, header) != 0 ||
        esp_get32(answer->data + body) != crc32(0, answer->data, (uInt)body))
        return false;
    memcpy(md5, answer->data + header, body - header);
    return true;
}
