/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command GLANCE: the first bytes of each sector, as CRCs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/flash/glances.h"

#include "stub/chip.h"
#include "stub/crc32.h"
#include "stub/flash/digests.h"
#include "stub/flash/nor.h"
#include "stub/flash/reader.h"

_Static_assert((int)ESP_GLANCE_SIZE == (int)BUS_CHUNK, "a glance is one read");

static uint32_t glances[ESP_GLANCES_MAX] STUB_UNCLEARED;

static bool take(uint32_t address, uint32_t *glance)
{
    uint32_t chunk[BUS_CHUNK / 4];

    bus_start(address, BUS_CHUNK);
    if (!bus_finish(chunk))
        return false;
    *glance = crc32_add(0, chunk, BUS_CHUNK);
    chip_feed_watchdog();
    return true;
}

/* Returns 0 or an enum esp_status. */
static uint8_t take_all(const struct esp_digest_request *ask, uint32_t *count)
{
    uint32_t left = ask->length;

    if (ask->unit < ESP_GLANCE_SIZE || !reader_range_ok(ask->address, ask->length))
        return ESP_STUB_BAD_RANGE;
    if (!nor_ready())
        return ESP_STUB_FLASH_TIMEOUT;
    for (*count = 0; left != 0; left -= ask->unit, ++*count) {
        if (left < ask->unit || *count == ESP_GLANCES_MAX)
            return ESP_STUB_BAD_RANGE;
        if (!take(ask->address + (ask->length - left), &glances[*count]))
            return ESP_STUB_FLASH_TIMEOUT;
    }
    return 0;
}

void glances_glance(const struct request *request)
{
    const struct esp_digest_request *ask = (const void *)request->data;
    uint32_t count;
    uint8_t status = take_all(ask, &count);

    if (status != 0)
        answer(request->op, ask->tag, status);
    else
        digests_answer(request->op, ask, glances, 4 * count);
}
