/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looking at sectors before they are written: by digests, and by glances.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The chip reads a whole sector for its digest.  If the first sectors of the plan mostly
 * differ, the others probably differ, too, and in most of these the first bytes show it.
 */
#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "esp/flash/stub/stubwrite.h"
#include "esp/wire/digest.h"

enum { SECTOR_READ_MS = 1 /* at 40 MHz */ };

static struct esp_digest_request digest_request(const struct esp_writer *w, uint32_t first,
                                                uint32_t count, uint32_t tag)
{
    return (struct esp_digest_request){
        .address = w->plan->sectors[first].address,
        .length = count * ESP_SECTOR_SIZE,
        .unit = ESP_SECTOR_SIZE,
        .tag = tag,
    };
}

/* Counts adjacent sectors in one state, from first on.  A run does not cross a multiple of
 * unit bytes, so that one request digests a whole block. */
static uint32_t run_of(const struct esp_plan *plan, uint32_t first, uint32_t unit,
                       enum esp_sector_state state)
{
    const struct esp_sector *sectors = plan->sectors + first;
    uint32_t n = 1;

    while (first + n < plan->sector_count && sectors[n].state == state &&
           sectors[n].in_blank == sectors[0].in_blank &&
           sectors[n].address == sectors[0].address + n * ESP_SECTOR_SIZE &&
           sectors[n].address % unit)
        n++;
    return n;
}

static int ask_digests(struct esp_writer *w, uint32_t first)
{
    /* The first look is short, because the line is idle until its answer comes. */
    uint32_t unit = w->next_tag ? ESP_DIGESTS_MAX * ESP_SECTOR_SIZE : ESP_BLOCK64_SIZE;
    struct esp_pending what = {
        .op = ESP_OP_DIGEST,
        .first = first,
        .count = run_of(w->plan, first, unit, ESP_SECTOR_UNSEEN),
        .tag = w->next_tag,
        .wire = 2 * (ESP_HEADER_SIZE + ESP_DIGEST_REQUEST_SIZE),
    };
    struct esp_digest_request request = digest_request(w, first, what.count, what.tag);
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];
    int err;

    for (uint32_t i = 0; i < what.count; i++)
        w->plan->sectors[first + i].state = ESP_SECTOR_ASKED;
    w->look_now = false;
    esp_digest_encode(&request, bytes);
    err = esp_writer_send(w, &what, bytes, sizeof(bytes));
    esp_writer_flash_works(w, what.count * SECTOR_READ_MS);
    return err;
}

bool esp_writer_looking(const struct esp_writer *w)
{
    for (unsigned i = 0; i < w->pending_count; i++)
        if (w->pending[i].op == ESP_OP_DIGEST || w->pending[i].op == ESP_OP_GLANCE)
            return true;
    return false;
}

/* ---- glances ---- */

static struct esp_digest_request glance_request(const struct esp_writer *w,
                                                const struct esp_pending *p)
{
    return (struct esp_digest_request){
        .address = w->plan->sectors[p->first].address,
        .length = p->count * ESP_SECTOR_SIZE,
        .unit = ESP_SECTOR_SIZE,
        .tag = p->tag,
    };
}

static int ask_glances(struct esp_writer *w, uint32_t first)
{
    const struct esp_sector *sectors = w->plan->sectors + first;
    struct esp_pending what = {.op = ESP_OP_GLANCE, .first = first, .count = 1, .tag = w->next_tag};
    struct esp_digest_request request;
    uint8_t bytes[ESP_DIGEST_REQUEST_SIZE];

    while (what.count < ESP_GLANCES_MAX && first + what.count < w->plan->sector_count &&
           sectors[what.count].address == sectors[0].address + what.count * ESP_SECTOR_SIZE)
        what.count++;
    what.wire = 2 * (ESP_HEADER_SIZE + ESP_DIGEST_REQUEST_SIZE);
    w->glanced_to = first + what.count;
    w->look_now = false;
    request = glance_request(w, &what);
    esp_digest_encode(&request, bytes);
    return esp_writer_send(w, &what, bytes, sizeof(bytes));
}

int esp_writer_look(struct esp_writer *w, uint32_t first)
{
    return w->glancing && first >= w->glanced_to ? ask_glances(w, first) : ask_digests(w, first);
}

/* ---- answers ---- */

static void changed(struct esp_writer *w, struct esp_sector *sector)
{
    sector->state = ESP_SECTOR_CHANGED;
    esp_writer_count(w, sector);
    w->backlog += esp_writer_in_backlog(sector);
    esp_writer_sector_eta(w, (uint32_t)(sector - w->plan->sectors));
}

static void seen(struct esp_writer *w, struct esp_sector *sector, const uint8_t *md5,
                 unsigned changes)
{
    if (sector->state != ESP_SECTOR_ASKED)
        return;
    sector->blank = memcmp(md5, w->blank_md5, ESP_MD5_SIZE) == 0;
    if (memcmp(md5, sector->md5, ESP_MD5_SIZE) == 0) {
        sector->state = ESP_SECTOR_RIGHT;
        sector->changes = changes;
        w->blanks_wait |= sector->in_blank;
        w->done++;
        esp_writer_sector_eta(w, (uint32_t)(sector - w->plan->sectors));
        return;
    }
    changed(w, sector);
}

bool esp_writer_take_digests(struct esp_writer *w, const struct esp_pending *p,
                         const struct esp_answer *answer)
{
    const struct esp_digest_request request = digest_request(w, p->first, p->count, p->tag);
    uint8_t md5[ESP_DIGESTS_MAX][ESP_MD5_SIZE];

    if (!esp_digest_decode(&request, answer, md5))
        return false;
    for (uint32_t i = 0; i < p->count; i++)
        seen(w, &w->plan->sectors[p->first + i], md5[i], p->changes);
    if (p->first == 0)
        w->glancing = w->report.erase > p->count / 2; /* not if the flash is blank */
    return true;
}

/* The CRC-32 of ESP_GLANCE_SIZE bytes of 0xff. */
static uint32_t blank_crc(void)
{
    uint8_t blank[ESP_GLANCE_SIZE];

    memset(blank, 0xff, sizeof(blank));
    return (uint32_t)crc32(0, blank, sizeof(blank));
}

/* True if the glance alone shows that the sector differs, and that it is not blank. */
static bool shows_change(const struct esp_sector *sector, uint32_t crc)
{
    return sector->state == ESP_SECTOR_UNSEEN &&
           crc != (uint32_t)crc32(0, sector->data, ESP_GLANCE_SIZE) &&
           crc != blank_crc();
}

bool esp_writer_take_glances(struct esp_writer *w, const struct esp_pending *p,
                             const struct esp_answer *answer)
{
    const struct esp_digest_request request = glance_request(w, p);
    uint8_t header[ESP_DIGEST_REQUEST_SIZE];
    uint32_t differ = 0;

    esp_digest_encode(&request, header);
    if (answer->size != sizeof(header) + 4 * p->count + 4 || !esp_answer_proven(answer) ||
        memcmp(answer->data, header, sizeof(header)) != 0)
        return false;
    for (uint32_t i = 0; i < p->count; i++) {
        struct esp_sector *sector = &w->plan->sectors[p->first + i];

        if (!shows_change(sector, esp_get32(answer->data + sizeof(header) + 4 * i)))
            continue;
        sector->blank = false;
        changed(w, sector);
        differ++;
    }
    w->glancing = differ > p->count / 2;
    return true;
}
