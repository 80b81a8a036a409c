/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash: checks the request, and computes the digest of the whole range.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/ops.h"
#include "esp/flash/proof.h"

static int check_request(struct esp_session *s, const struct esp_read_request *request)
{
    if (request->size == 0 || !request->sink)
        return esp_fail(&s->fault, ESP_ERR_ARG, "nothing to read");
    return esp_session_check_range(s, request->offset, request->size, "range");
}

int esp_session_read_part(struct esp_session *s, const struct esp_read_request *request,
                          uint8_t *md5)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);
    struct esp_proof proof;
    uint64_t reused = 0;
    int err = ops ? check_request(s, request) : ESP_ERR_ARG;

    if (err)
        return err;
    err = esp_proof_start(&proof, s, request->offset, request->size);
    if (!err)
        err = ops->read(s, request, &proof, &reused);
    if (!err && md5)
        EVP_DigestFinal_ex(proof.whole, md5, NULL);
    esp_proof_free(&proof);
    if (request->reused)
        *request->reused = reused;
    return err;
}

int esp_session_read(struct esp_session *s, const struct esp_read_request *request, uint8_t *md5)
{
    int err = esp_session_end_work(s, esp_session_read_part(s, request, md5));

    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}

uint64_t esp_session_read_ms(struct esp_session *s, uint32_t size)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);

    return ops ? ops->read_ms(s, size) : 0;
}

bool esp_session_has_digests(struct esp_session *s)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);

    return ops && ops->digests;
}

uint64_t esp_session_compare_ms(struct esp_session *s, uint32_t size)
{
    const struct esp_flash_ops *ops = esp_flash_ops(s);

    return ops && ops->compare_ms ? ops->compare_ms(s, size) : 0;
}
