/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof: digests that the chip computes over its flash, in a second
 * reading, against those of what arrived.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>
#include <zlib.h>

#include "bytes.h"
#include "clock.h"
#include "session_impl.h"

enum {
    BYTES_PER_MS = 250, /* the chip does at least that much */
    SILENCE_MS = 4300,  /* then the line is dead: 5 s are promised */
};

/* True when the answer is undamaged and to this request. */
static bool is_answer(const struct esp_answer *answer, const uint8_t *request)
{
    const size_t header = sizeof(struct esp_digest_request);
    const size_t body = header + ESP_MD5_SIZE;

    return answer->size == body + 4 + ESP_STATUS_SIZE &&
           memcmp(answer->data, request, header) == 0 &&
           esp_get32(answer->data + body) == crc32(0, answer->data, (uInt)body);
}

static int ask(struct esp_session *s, uint32_t address, uint32_t size, uint32_t tag,
               uint8_t md5[ESP_MD5_SIZE])
{
    uint8_t request[sizeof(struct esp_digest_request)] = {0};
    uint64_t deadline = esp_clock_after(SILENCE_MS);
    int timeout_ms = (int)(size / BYTES_PER_MS) + esp_link_patience_ms(&s->link);
    struct esp_answer answer;
    int err;

    esp_put32(request, address);
    esp_put32(request + 4, size);
    esp_put32(request + 12, tag);
    do {
        int left = esp_clock_left(deadline);

        err = esp_stub_command(&s->link, ESP_OP_DIGEST, request, sizeof(request), &answer,
                               left < timeout_ms ? left : timeout_ms);
        if (!err && is_answer(&answer, request)) {
            memcpy(md5, answer.data + sizeof(request), ESP_MD5_SIZE);
            return 0;
        }
        if (esp_session_hopeless(err))
            return err;
    } while (esp_clock_left(deadline) > 0);
    if (err == ESP_ERR_STATUS)
        return err;
    return esp_fail(&s->fault, ESP_ERR_LINE, "the chip no longer answers: is the cable pulled?");
}

int esp_session_check_digests(struct esp_session *s, const struct esp_digest_check *check)
{
    uint32_t done = 0;

    for (uint32_t i = 0; done < check->size; i++) {
        uint32_t left = check->size - done;
        uint32_t size = left < check->unit ? left : check->unit;
        uint8_t md5[ESP_MD5_SIZE];
        int err = ask(s, check->address + done, size, i, md5);

        if (err)
            return err;
        if (memcmp(md5, check->md5[i], ESP_MD5_SIZE) != 0)
            return esp_fail(&s->fault, ESP_ERR_CHECK,
                            "what arrived is not what the flash has between 0x%x and 0x%x: the "
                            "flash reads differently each time",
                            (unsigned)(check->address + done),
                            (unsigned)(check->address + done + size - 1));
        done += size;
        if (check->progress)
            check->progress(check->ctx, check->size, check->size);
    }
    return 0;
}
