/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading flash by READ_FLASH.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A reading cannot be continued: after a frame that was lost or damaged, the rest is asked for
 * by another request.  The MD5 at the end of a reading is not used: it says what the stub
 * sent, and not that the request named the right place.  The caller compares with the MD5 of
 * SPI_FLASH_MD5, for which the stub reads the flash a second time.
 */
#include <string.h>

#include "esp/flash/foreign/foreign_impl.h"
#include "esp/foreign/foreigncmd.h"

enum {
    PACKET = ESP_FOREIGN_PACKET,
    ODD_MAX = 30, /* readings in a row in which not one frame arrived */
    FRAME_MS = 300,
    FRAME_REMOTE_MS = 1500,
};

static int await(struct esp_session *s, size_t bytes, const uint8_t **frame, size_t *size)
{
    struct esp_wait wait = esp_wait_for(
        esp_transport_patience_ms(s->transport, FRAME_MS, FRAME_REMOTE_MS) +
        (int)esp_transport_wire_ms(s->transport, 4 * bytes));
    uint64_t damaged = s->link.damaged;
    int err = esp_link_frame(&s->link, frame, size, &wait);

    return !err && s->link.damaged != damaged ? ESP_ERR_PROTOCOL : err;
}

/* Reads on from *taken, as far as all frames have the right size. */
static int read_on(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data,
                   uint32_t *taken)
{
    uint32_t start = *taken;
    const uint8_t *frame;
    size_t got;
    int err = esp_foreign_read(&s->link, address + start, size - start);

    while (!err && *taken < size) {
        uint32_t n = size - *taken < PACKET ? size - *taken : PACKET;

        err = await(s, n, &frame, &got);
        if (!err && got != n)
            err = esp_fail(&s->fault, ESP_ERR_PROTOCOL, "a frame of %zu bytes in place of %u", got,
                           (unsigned)n);
        if (err)
            break;
        memcpy(data + *taken, frame, n);
        *taken += n;
        err = esp_foreign_acknowledge(&s->link, *taken - start);
    }
    if (!err)
        err = await(s, ESP_MD5_SIZE, &frame, &got);
    return err;
}

int esp_foreign_fetch(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data)
{
    uint32_t taken = 0, before;
    int err, odd = 0;

    do {
        before = taken;
        err = esp_cmdflash_ready(s);
        if (!err && taken < size)
            err = read_on(s, address, size, data, &taken);
        if (!esp_worth_retry(err))
            return err;
        odd = taken == before ? odd + 1 : 0;
        err = esp_cmdflash_recover(s);
        if (err)
            return err;
    } while (odd < ODD_MAX);
    return esp_fail(&s->fault, ESP_ERR_TIMEOUT, "too much is lost on the line");
}
