/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of erasing.  The stub in memory may report wrong counts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/session/session_impl.h"

#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_session session;

/* The counts of erased sectors that the stub reports, one for each answer.  The last count
 * repeats. */
static const uint32_t *counts;
static uint32_t flash_id;

static void answer_erase(struct fake_transport *f, const uint8_t *request)
{
    uint8_t data[sizeof(struct esp_erase_result) + ESP_STATUS_SIZE] = {0};

    memcpy(data, request + ESP_HEADER_SIZE, 8); /* address and length */
    esp_put32(data + 8, *counts);
    esp_put32(data + 12, (uint32_t)crc32(0, data, 12));
    fake_answer(f, ESP_OP_ERASE_SECTORS, esp_get32(request + ESP_HEADER_SIZE + 12), data, sizeof(data));
    if (counts[1] != UINT32_MAX)
        counts++;
}

static void stub(struct fake_transport *f, const uint8_t *request, size_t size)
{
    (void)size;
    if (request[1] == ESP_OP_ERASE_SECTORS)
        answer_erase(f, request);
    else if (request[1] == ESP_OP_STUB_INFO)
        fake_stub_info(f, flash_id, 0, false);
}

static int erase(bool all, const uint32_t *says, uint64_t *erased)
{
    const struct esp_erase_request request = {.offset = 0x1000, .size = 0x3000, .all = all};

    fake_open(&fake);
    fake.answer = stub;
    memset(&session, 0, sizeof(session));
    session.transport = &fake.base;
    session.state = ESP_STATE_STUB;
    session.connect_baud = 115200;
    session.stub.limits = fake_limits;
    session.board.flash_size = 0x100000;
    session.board.jedec_id = 0x1440ef;
    fake.base.fault = &session.fault;
    esp_link_init(&session.link, &fake.base, &session.fault);
    counts = says;
    return esp_session_erase(&session, &request, erased);
}

static void test_counts(void)
{
    static const uint32_t right[] = {0x2000, 0, UINT32_MAX}, once[] = {0x1001, 0x2000, 0, UINT32_MAX},
                          odd[] = {0x1001, UINT32_MAX}, large[] = {0x4000, UINT32_MAX},
                          huge[] = {0xfffff000, UINT32_MAX}, few[] = {0x2000, UINT32_MAX};
    uint64_t erased;

    flash_id = 0x1440ef;
    tap_ok(erase(false, right, &erased) == 0 && erased == 0x2000, "whole sectors count as erased");
    tap_ok(erase(false, once, &erased) == 0 && erased == 0x2000,
           "a count that is no multiple of a sector is asked for again");
    tap_is((uint64_t)-erase(false, odd, &erased), -ESP_ERR_PROTOCOL, "and ends the run in the end");
    tap_ok(erased == 0 && strstr(session.fault.text, "makes no sense"), "with nothing counted");
    tap_is((uint64_t)-erase(false, large, &erased), -ESP_ERR_PROTOCOL,
           "so does more than was to be erased");
    tap_is((uint64_t)-erase(false, huge, &erased), -ESP_ERR_PROTOCOL, "or much more");
    tap_is((uint64_t)-erase(true, few, &erased), -ESP_ERR_PROTOCOL,
           "and less, where all was to be erased");
}

static void test_flash(void)
{
    static const uint32_t blank[] = {0, UINT32_MAX};
    uint64_t erased;

    flash_id = 0xffffff;
    tap_ok(erase(false, blank, &erased) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "its ID was ef4014 and reads ffffff now"),
           "what is blank on a flash that no longer answers is not erased");
    flash_id = 0x1640ef;
    tap_ok(erase(false, blank, &erased) == ESP_ERR_CHECK &&
               strstr(session.fault.text, "was ef4014 and is ef4016 now"),
           "another flash is named");
}

int main(void)
{
    test_counts();
    test_flash();
    return tap_done();
}
