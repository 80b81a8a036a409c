/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing images with the boot ROM alone.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/flash/rom/esp8266/romflash.h"
#include "esp/flash/rom/esp8266/romflash_impl.h"
#include "esp/flash/settle.h"
#include "esp/flash/write.h"

enum { TRIES = 2 }; /* for sectors that are wrong after writing */

/* Call this function only if the plan has such a sector. */
static const struct esp_sector *first_changed(const struct esp_plan *plan, bool guard)
{
    const struct esp_sector *sector = plan->sectors;

    while (sector->state != ESP_SECTOR_CHANGED || sector->guard != guard)
        sector++;
    return sector;
}

/* Microseconds for a sector: its part of the erase of a block, and to program it, in four
 * commands (W25Q32FV data sheet). */
#define ERASE_US 10000.0
#define PROGRAM_US 16000.0

struct rom_progress {
    struct esp_session *s;
    const struct esp_write_request *request;
    uint32_t run;           /* number of the first sector of the run that is written */
    uint32_t proofs;        /* sectors that have to be read back still */
    uint64_t before, total; /* bytes written plus bytes read back */
    unsigned contacts;      /* session->contacts when the write began */
};

static void rom_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct rom_progress *p = ctx;
    struct esp_eta *eta = &p->s->eta;

    (void)total;
    if (!p->request->progress)
        return;
    for (uint32_t i = p->run; i < eta->count && i - p->run < done / ESP_SECTOR_SIZE; i++)
        esp_eta_done(eta, i, eta->units[i].kind, 0, esp_clock_ms());
    p->request->progress(p->request->ctx, p->before + done, p->total);
}

/* The time to read sectors back. */
static void rom_proof_eta(const struct rom_progress *p)
{
    if (p->request->progress)
        esp_eta_tail(&p->s->eta, p->proofs * 1000 * (double)esp_romflash_read_ms(p->s, ESP_SECTOR_SIZE));
}

/* Is this sector to be read back in this pass?  Guards are read back after the other
 * sectors.  The guards' pass also reads each sector that a smaller flash would have at the
 * same place as a guard. */
static bool rom_due(const struct esp_plan *plan, const struct esp_sector *sector, bool guards)
{
    if (sector->guard == guards)
        return true;
    for (size_t i = 0; i < plan->image_count && guards; i++)
        if (plan->guards[i] >= 0 &&
            esp_alias_size(sector->address, plan->sectors[plan->guards[i]].address))
            return true;
    return false;
}

static void rom_begin_eta(struct rom_progress *p, const struct esp_plan *plan)
{
    struct esp_eta *eta = &p->s->eta;
    const struct esp_eta_costs costs = {
        .light = ERASE_US,
        .heavy = ERASE_US + PROGRAM_US +
                 ESP_SECTOR_SIZE * esp_transport_byte_us(p->s->transport),
        .unit_bytes = ESP_SECTOR_SIZE,
    };

    if (!p->request->progress)
        return;
    esp_eta_begin(eta, plan->sector_count, &costs, esp_clock_ms());
    for (uint32_t i = 0; i < plan->sector_count; i++)
        esp_eta_know(eta, i, 1,
                     esp_blank(plan->sectors[i].data, ESP_SECTOR_SIZE) ? ESP_ETA_LIGHT
                                                                       : ESP_ETA_HEAVY);
    p->proofs = 0;
    for (uint32_t i = 0; i < plan->sector_count; i++)
        p->proofs += rom_due(plan, &plan->sectors[i], false) +
                     rom_due(plan, &plan->sectors[i], true);
    rom_proof_eta(p);
}

static int rom_write(struct esp_session *s, struct rom_progress *p, const struct esp_plan *plan,
                     uint32_t first, uint32_t count)
{
    const struct esp_sector *sector = &plan->sectors[first];
    uint32_t size = count * ESP_SECTOR_SIZE;
    int err;

    p->run = first;
    err = esp_romflash_write(s, sector->address, sector->data, size, rom_progress, p);

    p->before += size;
    return err;
}

/* How many adjacent sectors, from "first" on, have to be written and are all guards or all
 * no guards. */
static uint32_t rom_run(const struct esp_plan *plan, uint32_t first)
{
    const struct esp_sector *sectors = plan->sectors + first;
    uint32_t n = 1;

    while (first + n < plan->sector_count && sectors[n].state == ESP_SECTOR_CHANGED &&
           sectors[n].guard == sectors[0].guard &&
           sectors[n].address == sectors[0].address + n * ESP_SECTOR_SIZE)
        n++;
    return n;
}

static int rom_write_all(struct esp_session *s, struct esp_plan *plan, struct rom_progress *p,
                         bool guards)
{
    int err = 0;

    for (uint32_t i = 0; i < plan->sector_count && !err; i++) {
        uint32_t n;

        if (plan->sectors[i].state != ESP_SECTOR_CHANGED || plan->sectors[i].guard != guards)
            continue;
        n = rom_run(plan, i);
        err = rom_write(s, p, plan, i, n);
        i += n - 1;
    }
    return err;
}

static int rom_blank_guards(struct esp_session *s, struct esp_plan *plan)
{
    int err = 0;

    for (size_t i = 0; i < plan->image_count && !err; i++)
        if (plan->guards[i] >= 0)
            err = esp_romflash_erase(s, plan->sectors[plan->guards[i]].address, ESP_SECTOR_SIZE,
                                     NULL, NULL);
    return err;
}

/* Finds another sector whose planned contents are what this sector holds, and which may be
 * the same place of a smaller flash. */
static const struct esp_sector *rom_alias(const struct esp_plan *plan,
                                          const struct esp_sector *sector, const uint8_t *data)
{
    if (esp_blank(data, ESP_SECTOR_SIZE))
        return NULL;
    for (uint32_t i = 0; i < plan->sector_count; i++) {
        const struct esp_sector *other = &plan->sectors[i];

        if (other != sector && esp_alias_size(sector->address, other->address) &&
            memcmp(data, other->data, ESP_SECTOR_SIZE) == 0)
            return other;
    }
    return NULL;
}

/* Judges a sector whose contents are wrong.  If the chip was reset, its application may
 * have changed the sector. */
static int rom_take_wrong(struct esp_session *s, const struct esp_plan *plan,
                          const struct rom_progress *p, struct esp_sector *sector,
                          const uint8_t *data)
{
    bool disturbed = s->contacts != p->contacts;
    const struct esp_sector *other = disturbed ? NULL : rom_alias(plan, sector, data);

    if (other)
        return esp_session_one_of_two(s, sector->address, other->address);
    if (sector->state == ESP_SECTOR_RIGHT && !disturbed)
        return esp_session_undone(s, sector->address);
    sector->state = ESP_SECTOR_CHANGED;
    return 0;
}

/* Reads sectors back, also those that were right before.  Right sectors are not written
 * again. */
static int rom_prove(struct esp_session *s, struct esp_plan *plan, struct rom_progress *p,
                     bool guards, uint32_t *bad)
{
    uint8_t data[ESP_SECTOR_SIZE];
    int err = 0;

    *bad = 0;
    for (uint32_t i = 0; i < plan->sector_count && !err; i++) {
        struct esp_sector *sector = &plan->sectors[i];

        if (!rom_due(plan, sector, guards))
            continue;
        err = esp_write_read(s, sector->address, sizeof(data), data);
        if (err)
            break;
        if (memcmp(data, sector->data, sizeof(data)) == 0) {
            sector->state = ESP_SECTOR_RIGHT;
        } else {
            *bad += sector->guard == guards;
            err = rom_take_wrong(s, plan, p, sector, data);
        }
        p->before += ESP_SECTOR_SIZE;
        p->proofs -= p->proofs > 0;
        rom_proof_eta(p);
        rom_progress(p, 0, 0);
    }
    return err;
}

static int rom_write_and_prove(struct esp_session *s, struct esp_plan *plan,
                               struct rom_progress *p, bool guards,
                               struct esp_write_report *report)
{
    uint32_t bad = 0;

    for (int i = 0; i < TRIES; i++) {
        int err = rom_write_all(s, plan, p, guards);

        if (!err)
            err = rom_prove(s, plan, p, guards, &bad);
        if (err || !bad)
            return err;
    }
    return esp_write_name_bad(s, first_changed(plan, guards), bad, report);
}

static void mark(struct esp_plan *plan, bool guards_only)
{
    for (uint32_t i = 0; i < plan->sector_count; i++)
        if (plan->sectors[i].guard || !guards_only)
            plan->sectors[i].state = ESP_SECTOR_CHANGED;
}

/* Writes all sectors that are to be changed, the guards last. */
static int rom_round(struct esp_session *s, struct esp_plan *plan, struct rom_progress *p,
                     struct esp_write_report *report)
{
    int err = rom_blank_guards(s, plan);

    if (!err)
        err = rom_write_and_prove(s, plan, p, false, report);
    return err ? err : rom_write_and_prove(s, plan, p, true, report);
}

/* The chip was reset meanwhile.  Most likely this program reset it because the loader hung,
 * which happens often on a bad line.  So the second look is done only once. */
static int rom_look_again(struct esp_session *s, struct esp_plan *plan, struct rom_progress *p,
                          struct esp_write_report *report)
{
    uint32_t bad = 0, bad_guards = 0;
    int err;

    mark(plan, false);
    p->before = p->total / 2;
    err = rom_prove(s, plan, p, false, &bad);
    if (!err)
        err = rom_prove(s, plan, p, true, &bad_guards);
    if (err || (!bad && !bad_guards))
        return err;
    mark(plan, true); /* rom_round() blanks the guards, so they have to be written again */
    p->before = 0;
    return rom_round(s, plan, p, report);
}

/* Without the stub it takes long to find out what the flash holds already, so all sectors
 * are written. */
int esp_romflash_images(struct esp_session *s, struct esp_plan *plan,
                        const struct esp_write_request *request, struct esp_write_report *report)
{
    uint64_t bytes = (uint64_t)plan->sector_count * ESP_SECTOR_SIZE;
    struct rom_progress p = {.s = s, .request = request, .total = 2 * bytes, .contacts = s->contacts};
    int err;

    *report = (struct esp_write_report){
        .sectors = plan->sector_count,
        .changed = plan->sector_count,
        .erase = plan->sector_count,
        .sent = bytes,
        .line_ms = (uint32_t)(esp_transport_estimate_ms(s->transport, bytes) +
                              esp_romflash_read_ms(s, (uint32_t)bytes)),
    };
    if (request->dry_run)
        return 0;
    mark(plan, false);
    rom_begin_eta(&p, plan);
    report->begun = true;
    err = rom_round(s, plan, &p, report);
    return err || s->contacts == p.contacts ? err : rom_look_again(s, plan, &p, report);
}
