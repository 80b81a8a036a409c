/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a write through the stub still takes.  What the line carries of each sector is
 * estimated from the images; the digests tell which sectors differ.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/flash/ops.h"
#include "esp/flash/stub/stubwrite.h"

/* Microseconds for a sector of 4 KB.  Look, prove: digests of an ESP8266.  Change: typical
 * times of a 4 MB chip (W25Q32FV data sheet) to erase in blocks of 64 KB and to program. */
#define LOOK_US 1500.0
#define LIGHT_US 50.0
#define CHANGE_US 22000.0
#define PROVE_US 1200.0

enum {
    SAMPLE = 4, /* one sector in so many is compressed to estimate the others */
    BLOCK = ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE, /* sectors */
};

/* Bytes of the compressed sector; *size: the size of the buffer. */
static uint32_t sample(struct esp_writer *w, z_stream *z, const uint8_t *data)
{
    deflateReset(z);
    z->next_in = (Bytef *)(uintptr_t)data;
    z->avail_in = ESP_SECTOR_SIZE;
    z->next_out = w->request;
    z->avail_out = ESP_SECTOR_SIZE;
    return deflate(z, Z_FINISH) == Z_STREAM_END ? ESP_SECTOR_SIZE - z->avail_out
                                                : (uint32_t)ESP_SECTOR_SIZE;
}

static void estimate_wires(struct esp_writer *w, struct esp_eta *eta)
{
    const struct esp_plan *plan = w->plan;
    z_stream z = {0};
    uint32_t size = 0;

    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return;
    for (uint32_t i = 0; i < plan->sector_count; i++) {
        if (i % SAMPLE == 0)
            size = sample(w, &z, plan->sectors[i].data);
        esp_eta_wire(eta, i, size);
    }
    deflateEnd(&z);
}

/* True if the sector is the first of a block whose sectors shall all be blank. */
static bool begins_blank(const struct esp_plan *plan, uint32_t i)
{
    const struct esp_sector *sector = &plan->sectors[i];

    return sector->in_blank && (i == 0 || !plan->sectors[i - 1].in_blank ||
                                sector->address % ESP_BLOCK64_SIZE == 0);
}

/* Chooses such blocks with equal distances.  Returns how many; at[]: their first sectors. */
static uint32_t choose_blanks(const struct esp_plan *plan, uint32_t at[ESP_SAMPLES_MAX])
{
    uint32_t count = 0, seen = 0, taken = 0;

    for (uint32_t i = 0; i < plan->sector_count; i++)
        count += begins_blank(plan, i);
    for (uint32_t i = 0; i < plan->sector_count && taken < ESP_SAMPLES_MAX; i++) {
        if (!begins_blank(plan, i))
            continue;
        if (count <= ESP_SAMPLES_MAX || seen * ESP_SAMPLES_MAX / count >= taken)
            at[taken++] = i;
        seen++;
    }
    return taken;
}

/* Blocks that shall be blank are looked at last.  Samples tell how many are blank already. */
static void sample_blanks(struct esp_writer *w, struct esp_eta *eta)
{
    struct esp_sample samples[ESP_SAMPLES_MAX] = {0};
    uint32_t addresses[ESP_SAMPLES_MAX], at[ESP_SAMPLES_MAX];
    uint32_t taken = choose_blanks(w->plan, at);

    for (uint32_t i = 0; i < taken; i++)
        addresses[i] = w->plan->sectors[at[i]].address;
    if (taken == 0 || esp_flash_by_stub.sample(w->session, addresses, taken, samples))
        return; /* the work meets the same error */
    for (uint32_t i = 0; i < taken; i++)
        esp_eta_know(eta, at[i], BLOCK,
                     memcmp(samples[i].key, w->blank_md5, ESP_MD5_SIZE) == 0 ? ESP_ETA_LIGHT
                                                                             : ESP_ETA_HEAVY);
}

void esp_writer_begin_eta(struct esp_writer *w)
{
    struct esp_eta *eta = &w->session->eta;
    const struct esp_eta_costs costs = {
        .look = LOOK_US,
        .light = LIGHT_US,
        .heavy = w->compare_only ? LIGHT_US : CHANGE_US,
        .byte = w->compare_only ? 0 : esp_transport_byte_us(w->session->transport),
        .unit_bytes = ESP_SECTOR_SIZE,
    };

    if (!w->progress)
        return;
    esp_eta_begin(eta, w->plan->sector_count, &costs, esp_clock_ms());
    if (w->compare_only)
        return;
    estimate_wires(w, eta);
    sample_blanks(w, eta);
    esp_eta_tail(eta, PROVE_US * w->plan->sector_count);
}

void esp_writer_sector_eta(struct esp_writer *w, uint32_t sector)
{
    struct esp_eta *eta = &w->session->eta;
    enum esp_sector_state state = w->plan->sectors[sector].state;

    if (!w->progress)
        return;
    if (state == ESP_SECTOR_CHANGED && !w->compare_only)
        esp_eta_know(eta, sector, 1, ESP_ETA_HEAVY);
    else
        esp_eta_done(eta, sector, state == ESP_SECTOR_WRITTEN ? ESP_ETA_HEAVY : ESP_ETA_LIGHT, 0,
                     esp_clock_ms());
}

void esp_writer_proof_eta(struct esp_writer *w, uint32_t proven)
{
    if (w->progress)
        esp_eta_tail(&w->session->eta, PROVE_US * (w->plan->sector_count - proven));
}
