/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing flash through the stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "base/clock.h"
#include "esp/flash/eraseeta.h"
#include "esp/flash/stub/stub_ops.h"

enum {
    TRIES = 4,
    RECOVERIES_MAX = 4,
    GIVE_UP_MS = 15000, /* after this time no other try begins */
    TRIPS = 8,          /* and round trips of finding the stub */
    READ_BACKS = 2, /* the first one may erase sectors once more */
    SLOW_MS = 10000, /* a flash in low-power mode takes 3.5 s for a block, and the stub waits
                      * for it for 9.2 s at most */
    SECTOR_MS = 400, /* worst case of the data sheets; a block takes less time per sector */
};

static enum esp_fit fits(const struct esp_question *question, const struct esp_answer *answer)
{
    const uint8_t *request = question->data;

    if (answer->size != sizeof(struct esp_erase_result) || !esp_answer_proven(answer))
        return ESP_FIT_DAMAGED;
    return answer->value == esp_get32(request + 12) &&
                   esp_get32(answer->data) == esp_get32(request) &&
                   esp_get32(answer->data + 4) == esp_get32(request + 4)
               ? ESP_FIT_RIGHT
               : ESP_FIT_OTHER;
}

static int refused(struct esp_session *s, uint32_t address)
{
    if (s->fault.status == ESP_STUB_PROTECTED)
        return esp_fail(&s->fault, ESP_ERR_STATUS,
                        "the flash is write-protected: is its WP pin wired to ground?");
    if (s->fault.status == ESP_STUB_FLASH_TIMEOUT)
        return esp_fail(&s->fault, ESP_ERR_STATUS, "the flash does not finish erasing at 0x%x",
                        (unsigned)address);
    return ESP_ERR_STATUS;
}

/* If an answer is lost, the stub gets the request twice.  *erased counts a sector once at
 * most even then. */
static int ask_to_erase(struct esp_session *s, uint32_t address, uint32_t size, bool all,
                      uint32_t *erased)
{
    uint8_t request[sizeof(struct esp_erase_sectors)] = {0};
    const struct esp_question question = {ESP_OP_ERASE_SECTORS, request, sizeof(request), fits};
    int timeout_ms = (int)(size / ESP_SECTOR_SIZE * SECTOR_MS) + esp_link_patience_ms(&s->link);
    struct esp_answer answer;
    uint64_t deadline = esp_clock_after(esp_transport_trips_ms(s->transport, GIVE_UP_MS, TRIPS));
    uint64_t slow = esp_clock_after(esp_transport_patience_ms(s->transport, SLOW_MS, SLOW_MS));
    unsigned resets = 0;
    int err;

    esp_put32(request, address);
    esp_put32(request + 4, size);
    esp_put32(request + 8, all ? ESP_ERASE_ALL : ESP_ERASE_NOT_BLANK);
    esp_put32(request + 12, ++s->erase_tag); /* late answers have another tag */
    err = esp_stub_ask(&s->link, &question, &answer, timeout_ms);
    while (err == ESP_ERR_TIMEOUT && esp_clock_left(slow) > 0)
        err = esp_stub_ask(&s->link, &question, &answer,
                           timeout_ms < esp_clock_left(slow) ? timeout_ms : esp_clock_left(slow));
    /* Meanwhile the stub may have gone back to its home rate, or the chip may have been
     * reset. */
    for (int i = 0; i < RECOVERIES_MAX && err == ESP_ERR_TIMEOUT && esp_clock_left(deadline) > 0;
         i++) {
        err = esp_session_find_stub(s, &resets);
        if (err)
            break;
        err = esp_stub_ask(&s->link, &question, &answer, timeout_ms);
    }
    if (!err) {
        *erased = esp_get32(answer.data + 8);
        esp_link_achieved(&s->link);
    }
    if (err == ESP_ERR_STATUS)
        return refused(s, address);
    return err == ESP_ERR_TIMEOUT ? esp_session_dead(s) : err;
}

/* A count is possible if it is whole sectors of the range; with "all", the whole range. */
static bool is_possible(uint32_t erased, uint32_t size, bool all)
{
    return erased % ESP_SECTOR_SIZE == 0 && erased <= size && (erased == size || !all);
}

/* Repeats the request if the stub answers a count that is impossible. */
static int erase_once(struct esp_session *s, uint32_t address, uint32_t size, bool all,
                      uint32_t *erased)
{
    for (int i = 0; i < TRIES; i++) {
        int err = ask_to_erase(s, address, size, all, erased);

        if (err || is_possible(*erased, size, all))
            return err;
    }
    *erased = 0;
    return esp_fail(&s->fault, ESP_ERR_PROTOCOL,
                    "what the chip says of erasing at 0x%x makes no sense", (unsigned)address);
}

/* Erases, then reads back.  The first answer says how much the stub erased.  The same
 * request again reads back: the stub finds the sectors blank, and erases nothing. */
static int erase_some(struct esp_session *s, uint32_t address, uint32_t size, bool all,
                      uint32_t *erased)
{
    uint32_t left = 0;
    int err = erase_once(s, address, size, all, erased);

    for (int i = 0; i < READ_BACKS && !err && (i ? left : *erased); i++)
        err = erase_once(s, address, size, false, &left);
    if (err || !left)
        return err;
    return esp_fail(&s->fault, ESP_ERR_CHECK, "the flash does not get blank between 0x%x and 0x%x",
                    (unsigned)address, (unsigned)(address + size - 1));
}

static uint32_t some(uint32_t address, uint32_t left)
{
    uint32_t to_block = ESP_ERASE_MAX - address % ESP_ERASE_MAX;

    return left < to_block ? left : to_block;
}

int esp_stub_erase(struct esp_session *s, const struct esp_erase_request *request,
                   uint64_t *erased)
{
    uint32_t done = 0;
    int err = esp_erase_begin_eta(s, request);

    while (done < request->size && !err) {
        uint32_t address = request->offset + done;
        uint32_t size = some(address, request->size - done), count = 0;

        err = erase_some(s, address, size, request->all, &count);
        *erased += count;
        done += size;
        if (!err)
            esp_erase_block_eta(s, request, address, count > 0);
        if (request->progress && !err)
            request->progress(request->ctx, done, request->size);
    }
    return err;
}
