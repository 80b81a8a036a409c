/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The proof of a write: digests of all sectors of the plan, written or not.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A sector that was right before the write may be wrong now: if the flash is smaller than
 * its ID says, two addresses name the same sector.  A sector that was looked at after the
 * last change does not need another look.
 */
#include <openssl/evp.h>
#include <string.h>

#include "esp/flash/settle.h"
#include "esp/flash/stub/stubwrite.h"

enum {
    UNIT = ESP_BLOCK64_SIZE / ESP_SECTOR_SIZE, /* sectors under one digest */
    UNITS = 4, /* in a request; the chip needs an eighth of a second for them */
};

static struct esp_digest_request request_for(struct esp_writer *w, uint32_t first, uint32_t count,
                                             uint32_t unit)
{
    return (struct esp_digest_request){
        .address = w->plan->sectors[first].address,
        .length = count * ESP_SECTOR_SIZE,
        .unit = unit * ESP_SECTOR_SIZE,
        .tag = w->next_tag++,
    };
}

/* True if the sector still needs a proof.  Writing a guard changes one sector only.  After
 * that, a sector that was right needs a proof only if a smaller flash would have the guard
 * at the same place. */
static bool due(const struct esp_writer *w, uint32_t i)
{
    const struct esp_sector *sector = &w->plan->sectors[i];

    if (sector->state == ESP_SECTOR_WRITTEN)
        return true;
    if (sector->state != ESP_SECTOR_RIGHT || sector->changes == w->changes)
        return false;
    return !w->guards_now ||
           esp_alias_size(sector->address, w->plan->sectors[w->only_guard].address);
}

/* Counts adjacent sectors that need a proof, from first on. */
static uint32_t run_of(const struct esp_writer *w, uint32_t first)
{
    const struct esp_sector *sectors = w->plan->sectors + first;
    uint32_t n = 1;

    while (n < UNIT * UNITS && first + n < w->plan->sector_count && due(w, first + n) &&
           sectors[n].address == sectors[0].address + n * ESP_SECTOR_SIZE)
        n++;
    return n;
}

/* Looks for another sector that was written and whose contents were found in this sector,
 * if both may be the same place in a smaller flash. */
static const struct esp_sector *find_alias(const struct esp_writer *w,
                                           const struct esp_sector *sector, const uint8_t *md5)
{
    if (memcmp(md5, w->blank_md5, ESP_MD5_SIZE) == 0)
        return NULL;
    for (uint32_t i = 0; i < w->plan->sector_count; i++) {
        const struct esp_sector *other = &w->plan->sectors[i];

        if (other != sector && other->counted && memcmp(md5, other->md5, ESP_MD5_SIZE) == 0 &&
            esp_alias_size(sector->address, other->address))
            return other;
    }
    return NULL;
}

/* Handles a sector whose contents are wrong. */
static int take_wrong(struct esp_writer *w, struct esp_sector *sector, const uint8_t *md5)
{
    const struct esp_sector *other = find_alias(w, sector, md5);
    struct esp_session *s = w->session;

    if (other)
        return esp_session_one_of_two(s, sector->address, other->address);
    if (sector->state == ESP_SECTOR_RIGHT)
        return esp_session_undone(s, sector->address);
    sector->state = ESP_SECTOR_CHANGED;
    sector->blank = memcmp(md5, w->blank_md5, ESP_MD5_SIZE) == 0;
    w->done--;
    w->backlog += esp_writer_in_backlog(sector);
    return 0;
}

static void take_right(struct esp_writer *w, struct esp_sector *sector)
{
    sector->state = ESP_SECTOR_RIGHT;
    sector->changes = w->changes;
}

/* Proves each sector by its own digest; count is at most UNIT. */
static int prove_sectors(struct esp_writer *w, uint32_t first, uint32_t count, uint32_t *bad)
{
    const struct esp_digest_request request = request_for(w, first, count, 1);
    uint8_t md5[UNIT][ESP_MD5_SIZE];
    int err = esp_session_digest(w->session, &request, md5);

    for (uint32_t i = 0; i < count && !err && !esp_writer_disturbed(w); i++) {
        struct esp_sector *sector = &w->plan->sectors[first + i];

        if (memcmp(md5[i], sector->md5, ESP_MD5_SIZE) == 0) {
            take_right(w, sector);
            continue;
        }
        ++*bad;
        err = take_wrong(w, sector, md5[i]);
    }
    return err;
}

/* Proves the run by one digest per 64 KB.  Only if that digest is wrong, compares the
 * sectors one by one. */
static int prove_run(struct esp_writer *w, uint32_t first, uint32_t count, uint32_t *bad)
{
    const struct esp_digest_request request = request_for(w, first, count, UNIT);
    uint8_t md5[UNITS][ESP_MD5_SIZE], own[ESP_MD5_SIZE];
    int err = esp_session_digest(w->session, &request, md5);

    for (uint32_t i = 0; i < count && !err; i += UNIT) {
        uint32_t n = count - i < UNIT ? count - i : UNIT;

        if (!EVP_Digest(w->plan->sectors[first + i].data, n * ESP_SECTOR_SIZE, own, NULL,
                        EVP_md5(), NULL))
            return esp_fail(&w->session->fault, ESP_ERR_NOMEM, "computing a digest failed");
        if (memcmp(own, md5[i / UNIT], ESP_MD5_SIZE) != 0)
            err = prove_sectors(w, first + i, n, bad);
        else
            for (uint32_t k = 0; k < n; k++)
                take_right(w, &w->plan->sectors[first + i + k]);
    }
    return err;
}

int esp_writer_prove(struct esp_writer *w, uint32_t *bad)
{
    int err = 0;

    *bad = 0;
    for (uint32_t i = 0; i < w->plan->sector_count && !err && !esp_writer_disturbed(w); i++) {
        uint32_t n;

        if (!due(w, i))
            continue;
        n = run_of(w, i);
        err = prove_run(w, i, n, bad);
        i += n - 1;
        esp_writer_proof_eta(w, i + 1);
        esp_writer_show_progress(w);
    }
    return err;
}
