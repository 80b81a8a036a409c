/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long erasing still takes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/eraseeta.h"

#include "esp/flash/etasample.h"

/* Microseconds for a block of 64 KB: to see whether the block is blank, and to erase the block
 * and read it back (W25Q32FV data sheet).  The time that the erasing takes corrects them. */
#define LOOK_US 40000.0
#define LIGHT_US 1000.0
#define ERASE_US 200000.0

static uint32_t block_of(const struct esp_erase_request *request, uint32_t address)
{
    return address / ESP_BLOCK64_SIZE - request->offset / ESP_BLOCK64_SIZE;
}

int esp_erase_begin_eta(struct esp_session *s, const struct esp_erase_request *request)
{
    const struct esp_eta_costs costs = {
        .look = LOOK_US,
        .light = LIGHT_US,
        .heavy = ERASE_US,
        .unit_bytes = ESP_BLOCK64_SIZE,
    };
    uint32_t blocks = block_of(request, request->offset + request->size - 1) + 1;

    if (!request->progress)
        return 0;
    esp_eta_begin(&s->eta, blocks, &costs, esp_clock_ms());
    if (request->all)
        esp_eta_know(&s->eta, 0, blocks, ESP_ETA_HEAVY);
    return request->all ? 0 : esp_eta_sample(s, request->offset, request->size, ESP_BLOCK64_SIZE);
}

void esp_erase_block_eta(struct esp_session *s, const struct esp_erase_request *request,
                         uint32_t address, bool erased)
{
    if (request->progress)
        esp_eta_done(&s->eta, block_of(request, address), erased ? ESP_ETA_HEAVY : ESP_ETA_LIGHT,
                     0, esp_clock_ms());
}
