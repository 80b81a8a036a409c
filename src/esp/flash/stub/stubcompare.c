/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing an image with the flash by the stub's digests, without reading it back.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/compare.h"
#include "esp/flash/stub/stub_ops.h"

static int digest_is(const struct esp_comparison *c, uint32_t address, uint32_t size,
                     const uint8_t *md5, bool *same)
{
    uint8_t own[ESP_MD5_SIZE];

    if (!EVP_Digest(esp_comparison_wanted(c, address), size, own, NULL, EVP_md5(), NULL))
        return esp_fail(&c->session->fault, ESP_ERR_NOMEM, "computing a digest failed");
    *same = memcmp(own, md5, sizeof(own)) == 0;
    return 0;
}

static void advance(struct esp_comparison *c, uint32_t size)
{
    c->done += size;
    if (c->progress)
        c->progress(c->ctx, c->done, c->total);
}

/* From address, whole sectors or part of one: one request. */
static int compare_some(struct esp_comparison *c, uint32_t address, uint32_t size)
{
    const struct esp_digest_request request = {
        .address = address,
        .length = size,
        .unit = ESP_SECTOR_SIZE,
    };
    uint8_t md5[ESP_DIGESTS_MAX][ESP_MD5_SIZE];
    int err = esp_session_digest(c->session, &request, md5);

    for (uint32_t i = 0; size && !err; i++) {
        uint32_t n = size < ESP_SECTOR_SIZE ? size : ESP_SECTOR_SIZE;
        bool same = false;

        err = digest_is(c, address, n, md5[i], &same);
        if (!err)
            esp_comparison_note(c, address, n, same);
        address += n;
        size -= n;
        advance(c, n);
    }
    return err;
}

/* As much as goes into one request: up to the end of a sector first, then as
 * many sectors as there are digests in an answer. */
static uint32_t some(uint32_t address, uint64_t left)
{
    uint32_t inside = address % ESP_SECTOR_SIZE;
    uint32_t most = inside ? ESP_SECTOR_SIZE - inside : ESP_DIGESTS_MAX * ESP_SECTOR_SIZE;

    return left < most ? (uint32_t)left : most;
}

int esp_stub_compare(struct esp_comparison *c)
{
    uint32_t address = c->image->offset;
    uint64_t left = c->image->size;
    int err = 0;

    while (left && !err) {
        uint32_t size = some(address, left);

        err = compare_some(c, address, size);
        address += size;
        left -= size;
    }
    return err;
}
