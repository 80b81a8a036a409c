/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing an image with the flash by the stub's digests, without reading it back.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/compare.h"
#include "esp/flash/stub/stub_ops.h"

enum { AT_ONCE = 8 };

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
    esp_comparison_show(c, c->done);
}

/* The size of the next request.  If the address is inside a sector, the request ends at the
 * end of that sector; otherwise it has as many sectors as an answer has digests. */
static uint32_t some(uint32_t address, uint64_t left)
{
    uint32_t inside = address % ESP_SECTOR_SIZE;
    uint32_t most = inside ? ESP_SECTOR_SIZE - inside : ESP_DIGESTS_MAX * ESP_SECTOR_SIZE;

    return left < most ? (uint32_t)left : most;
}

/* Requests that are sent together.  The line carries an answer in 11 ms at 921600 baud, and
 * the chip works on the next request meanwhile. */
struct batch {
    struct esp_comparison *comparison;
    struct esp_digest_request requests[AT_ONCE];
    unsigned count;
    esp_md5_list digests[AT_ONCE];
};

/* Fills the batch with requests that begin at *address, and moves *address to their end. */
static void fill(struct batch *b, uint32_t *address)
{
    const struct esp_image *image = b->comparison->image;
    uint64_t end = (uint64_t)image->offset + image->size;

    for (b->count = 0; b->count < AT_ONCE && *address < end; b->count++) {
        uint32_t size = some(*address, end - *address);

        b->requests[b->count] = (struct esp_digest_request){
            .address = *address, .length = size, .unit = ESP_SECTOR_SIZE, .tag = b->count};
        *address += size;
    }
}

static void arrived(void *ctx, unsigned request)
{
    struct batch *b = ctx;

    advance(b->comparison, b->requests[request].length);
}

static int judge(struct batch *b, const struct esp_digest_request *request,
                 const esp_md5_list digests)
{
    uint32_t address = request->address, left = request->length;
    int err = 0;

    for (uint32_t i = 0; left && !err; i++) {
        uint32_t n = left < ESP_SECTOR_SIZE ? left : ESP_SECTOR_SIZE;
        bool same = false;

        err = digest_is(b->comparison, address, n, digests[i], &same);
        if (!err)
            esp_comparison_note(b->comparison, address, n, same);
        address += n;
        left -= n;
    }
    return err;
}

int esp_stub_compare(struct esp_comparison *c)
{
    struct batch b = {.comparison = c};
    uint32_t address = c->image->offset;
    int err = 0;

    for (fill(&b, &address); b.count && !err; fill(&b, &address)) {
        err = esp_session_all_digests(c->session, b.requests, b.count, b.digests, arrived, &b);
        for (unsigned i = 0; i < b.count && !err; i++)
            err = judge(&b, &b.requests[i], b.digests[i]);
    }
    return err;
}
