/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIGEST requests and their answers as bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/wire/digest.h"

#include <string.h>

#include "base/bytes.h"

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

int esp_digest_send(struct esp_link *link, const struct esp_digest_request *request)
{
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];

    esp_digest_encode(request, bytes);
    return esp_stub_send(link, ESP_OP_DIGEST, bytes, sizeof(bytes));
}

const uint8_t *esp_digest_open(const struct esp_answer *answer, struct esp_digest_request *about)
{
    const size_t header = ESP_DIGEST_REQUEST_SIZE, behind = 4;
    const size_t body = answer->size - behind;
    const uint8_t *data = answer->data;

    if (answer->op != ESP_OP_DIGEST || answer->size < header + behind ||
        !esp_answer_proven(answer))
        return NULL;
    *about = (struct esp_digest_request){
        .address = esp_get32(data),
        .length = esp_get32(data + 4),
        .unit = esp_get32(data + 8),
        .tag = esp_get32(data + 12),
    };
    /* Computed in 64 bits: the size of the digests may exceed 32 bits. */
    return about->length && body == header + (uint64_t)esp_digest_count(about) * ESP_MD5_SIZE
               ? data + header
               : NULL;
}

bool esp_digest_decode(const struct esp_digest_request *request, const struct esp_answer *answer,
                       uint8_t (*md5)[ESP_MD5_SIZE])
{
    struct esp_digest_request about;
    const uint8_t *digests = esp_digest_open(answer, &about);

    if (!digests || about.address != request->address || about.length != request->length ||
        about.unit != request->unit || about.tag != request->tag)
        return false;
    memcpy(md5, digests, esp_digest_count(request) * ESP_MD5_SIZE);
    return true;
}
