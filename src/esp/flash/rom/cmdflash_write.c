/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing images by a ROM's commands: only sectors that differ, and with a proof.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "base/bytes.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/flash/settle.h"
#include "esp/flash/write.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    TRIES = 2,  /* for sectors that are wrong after writing */
    ROUNDS = 3, /* if the chip is reset meanwhile */
    FRAME = 4 * 40, /* bytes on the wire for a sector, besides its contents */
    /* For the estimate: data sheets' usual times. */
    ERASE_MS = 45,
    PROGRAM_MS = 12,
};

struct writing {
    struct esp_session *s;
    struct esp_plan *plan;
    const struct esp_write_request *request;
    struct esp_write_report *report;
    uint64_t done, total; /* for the progress, in bytes: looked at, written, looked at again */
};

static void show(struct writing *w, uint64_t bytes)
{
    w->done += bytes;
    if (w->done > w->total)
        w->done = w->total;
    if (w->request->progress)
        w->request->progress(w->request->ctx, w->done, w->total);
}

/* ---- the time that is left ---- */

/* Microseconds for a sector, besides the line: to digest it, as a part of a block, and to erase
 * and program it. */
#define LOOK_US 4000.0
#define LIGHT_US 50.0
#define CHANGE_US ((ERASE_MS + PROGRAM_MS) * 1000.0)

static void begin_eta(struct writing *w)
{
    const struct esp_eta_costs costs = {
        .look = LOOK_US,
        .light = LIGHT_US,
        .heavy = w->request->dry_run ? LIGHT_US : CHANGE_US,
        .byte = w->request->dry_run ? 0 : esp_transport_byte_us(w->s->transport),
        .unit_bytes = SECTOR,
    };

    if (!w->request->progress)
        return;
    esp_eta_begin(&w->s->eta, w->plan->sector_count, &costs, esp_clock_ms());
    for (uint32_t i = 0; i < w->plan->sector_count; i++)
        esp_eta_wire(&w->s->eta, i,
                     esp_blank(w->plan->sectors[i].data, SECTOR) ? FRAME : SECTOR + FRAME);
    if (!w->request->dry_run)
        esp_eta_tail(&w->s->eta, LOOK_US * w->plan->sector_count);
}

/* These sectors were looked at. */
static void looked_eta(struct writing *w, uint32_t first, uint32_t count, bool before)
{
    struct esp_eta *eta = &w->s->eta;

    if (!w->request->progress)
        return;
    if (!before)
        esp_eta_tail(eta, LOOK_US * (w->plan->sector_count - first - count));
    for (uint32_t i = first; i < first + count && before; i++)
        if (w->plan->sectors[i].state == ESP_SECTOR_RIGHT || w->request->dry_run)
            esp_eta_done(eta, i, ESP_ETA_LIGHT, 0, esp_clock_ms());
        else
            esp_eta_know(eta, i, 1, ESP_ETA_HEAVY);
}

static void written_eta(struct writing *w, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count && w->request->progress; i++)
        esp_eta_done(&w->s->eta, i, ESP_ETA_HEAVY, 0, esp_clock_ms());
}

/* ---- looking ---- */

/* How many sectors, from "first" on, are adjacent and in one block of 64 KB. */
static uint32_t block_from(const struct esp_plan *plan, uint32_t first)
{
    const struct esp_sector *sector = &plan->sectors[first];
    uint32_t n = 1;

    while (first + n < plan->sector_count &&
           sector[n].address == sector->address + n * SECTOR &&
           sector[n].address / ESP_BLOCK64_SIZE == sector->address / ESP_BLOCK64_SIZE)
        n++;
    return n;
}

/* Finds another sector whose planned contents are what this sector holds, and which may be
 * the same place of a smaller flash. */
static const struct esp_sector *alias(const struct writing *w, const struct esp_sector *sector,
                                      const uint8_t *md5)
{
    for (uint32_t i = 0; i < w->plan->sector_count; i++) {
        const struct esp_sector *other = &w->plan->sectors[i];

        if (other != sector && esp_alias_size(sector->address, other->address) &&
            memcmp(other->md5, md5, ESP_MD5_SIZE) == 0 && !esp_blank(other->data, SECTOR))
            return other;
    }
    return NULL;
}

/* Judges a sector that is wrong after writing.  disturbed: the chip was reset since, so its
 * application may have changed the sector. */
static int judge_wrong(struct writing *w, const struct esp_sector *sector, const uint8_t *md5,
                       bool disturbed)
{
    const struct esp_sector *other = disturbed ? NULL : alias(w, sector, md5);

    if (other)
        return esp_session_one_of_two(w->s, sector->address, other->address);
    if (sector->state == ESP_SECTOR_RIGHT && !disturbed)
        return esp_session_undone(w->s, sector->address);
    return 0;
}

static int look_at_sector(struct writing *w, struct esp_sector *sector, const uint8_t *blank,
                          bool after, unsigned contacts)
{
    uint8_t md5[ESP_MD5_SIZE];
    int err = esp_cmdflash_md5_surely(w->s, sector->address, SECTOR, md5);

    if (err)
        return err;
    if (memcmp(md5, sector->md5, sizeof(md5)) == 0) {
        sector->state = ESP_SECTOR_RIGHT;
        return 0;
    }
    if (after)
        err = judge_wrong(w, sector, md5, w->s->contacts != contacts);
    sector->state = ESP_SECTOR_CHANGED;
    sector->blank = memcmp(md5, blank, sizeof(md5)) == 0;
    return err;
}

/* What to look at.  Before the writing: all sectors.  After the sectors that are no guards
 * were written: these.  After the guards were written: the guards, and each sector that a
 * smaller flash would have at the same place. */
enum look { LOOK_BEFORE, LOOK_AFTER, LOOK_GUARDS };

static bool is_due(const struct esp_plan *plan, const struct esp_sector *sector, enum look look)
{
    if (look == LOOK_BEFORE || sector->guard == (look == LOOK_GUARDS))
        return true;
    for (size_t i = 0; i < plan->image_count && look == LOOK_GUARDS; i++)
        if (plan->guards[i] >= 0 &&
            esp_alias_size(sector->address, plan->sectors[plan->guards[i]].address))
            return true;
    return false;
}

/* Looks at n sectors of one block of 64 KB, all at once if all are due. */
static int look_at_block(struct writing *w, uint32_t first, uint32_t n, enum look look,
                         unsigned contacts)
{
    struct esp_sector *sectors = &w->plan->sectors[first];
    uint8_t ones[SECTOR], blank[ESP_MD5_SIZE];
    bool same = false;
    uint32_t due = 0;
    int err = 0;

    memset(ones, 0xff, sizeof(ones));
    esp_cmdflash_md5_of(ones, sizeof(ones), blank);
    for (uint32_t i = 0; i < n; i++)
        due += is_due(w->plan, &sectors[i], look);
    if (due == n)
        err = esp_cmdflash_holds(w->s, sectors->address, n * SECTOR, sectors->data, &same);
    for (uint32_t i = 0; i < n && !err; i++) {
        if (!is_due(w->plan, &sectors[i], look))
            continue;
        if (same)
            sectors[i].state = ESP_SECTOR_RIGHT;
        else
            err = look_at_sector(w, &sectors[i], blank, look != LOOK_BEFORE, contacts);
    }
    if (!err)
        esp_link_achieved(&w->s->link);
    return err;
}

/* Sets the state of the sectors that are due: RIGHT or CHANGED.  contacts: what s->contacts
 * was when the state was set last.  *wrong: how many sectors are CHANGED. */
static int look_at_all(struct writing *w, enum look look, unsigned contacts, uint32_t *wrong)
{
    struct esp_plan *plan = w->plan;
    int err = 0;

    *wrong = 0;
    for (uint32_t i = 0, n; i < plan->sector_count && !err; i += n) {
        n = block_from(plan, i);
        err = look_at_block(w, i, n, look, contacts);
        if (look != LOOK_GUARDS)
            looked_eta(w, i, n, look == LOOK_BEFORE);
        if (look != LOOK_GUARDS)
            show(w, (uint64_t)n * SECTOR);
    }
    for (uint32_t i = 0; i < plan->sector_count; i++)
        *wrong += plan->sectors[i].state == ESP_SECTOR_CHANGED &&
                  is_due(plan, &plan->sectors[i], look);
    return err;
}

/* ---- writing ---- */

/* How many adjacent sectors, from "first" on, have to be written, are in one block of 64 KB,
 * and are all guards or all no guards. */
static uint32_t run_from(const struct esp_plan *plan, uint32_t first)
{
    const struct esp_sector *sector = &plan->sectors[first];
    uint32_t n = 1, most = block_from(plan, first);

    while (n < most && sector[n].state == ESP_SECTOR_CHANGED && sector[n].guard == sector->guard)
        n++;
    return n;
}

static int write_changed(struct writing *w, bool guards)
{
    struct esp_plan *plan = w->plan;
    int err = 0;

    for (uint32_t i = 0, n; i < plan->sector_count && !err; i += n) {
        const struct esp_sector *sector = &plan->sectors[i];

        n = 1;
        if (sector->state != ESP_SECTOR_CHANGED || sector->guard != guards)
            continue;
        n = run_from(plan, i);
        err = esp_cmdflash_write_run(w->s, sector->address, n * SECTOR, sector->data);
        written_eta(w, i, n);
        show(w, (uint64_t)n * SECTOR);
    }
    return err;
}

/* Does a sector of the guard's image, besides the guard, have to be written? */
static bool guards_something(const struct esp_plan *plan, uint32_t image)
{
    for (uint32_t i = 0; i < plan->sector_count; i++)
        if (plan->sectors[i].image == image && !plan->sectors[i].guard &&
            plan->sectors[i].state == ESP_SECTOR_CHANGED)
            return true;
    return false;
}

/* Blanks the guards of images that will change.  The guard itself must be written again in
 * any case, even if it was right. */
static int blank_guards(struct writing *w)
{
    int err = 0;

    for (uint32_t i = 0; i < w->plan->image_count && !err; i++) {
        struct esp_sector *guard =
            w->plan->guards[i] < 0 ? NULL : &w->plan->sectors[w->plan->guards[i]];

        if (!guard || !guards_something(w->plan, i))
            continue;
        guard->state = ESP_SECTOR_CHANGED;
        if (!guard->blank)
            err = esp_cmdflash_erase_run(w->s, guard->address, SECTOR);
    }
    return err;
}

/* The first sector that was looked at and is wrong; call only if there is one. */
static const struct esp_sector *first_wrong(const struct esp_plan *plan, enum look look)
{
    const struct esp_sector *sector = plan->sectors;

    while (sector->state != ESP_SECTOR_CHANGED || !is_due(plan, sector, look))
        sector++;
    return sector;
}

static int write_and_prove(struct writing *w, bool guards)
{
    enum look look = guards ? LOOK_GUARDS : LOOK_AFTER;
    uint32_t wrong = 0;
    int err = 0;

    for (int i = 0; i < TRIES && !err; i++) {
        unsigned contacts = w->s->contacts;

        err = write_changed(w, guards);
        if (!err)
            err = look_at_all(w, look, contacts, &wrong);
        if (!err && !wrong)
            return 0;
        /* A reset while the guards were written: other sectors may have changed. */
        if (!err && guards)
            err = write_changed(w, false);
    }
    return err ? err : esp_write_name_bad(w->s, first_wrong(w->plan, look), wrong, w->report);
}

/* Writes all sectors that are to be changed, the guards last. */
static int write_round(struct writing *w)
{
    int err;

    w->report->begun = true;
    err = blank_guards(w);
    if (!err)
        err = write_and_prove(w, false);
    return err ? err : write_and_prove(w, true);
}

static void fill_report(struct writing *w)
{
    const struct esp_plan *plan = w->plan;
    uint64_t full = 0;

    *w->report = (struct esp_write_report){.sectors = plan->sector_count};
    for (uint32_t i = 0; i < plan->sector_count; i++) {
        const struct esp_sector *sector = &plan->sectors[i];

        if (sector->state == ESP_SECTOR_RIGHT)
            continue;
        w->report->changed++;
        w->report->erase += !sector->blank;
        full += !esp_blank(sector->data, SECTOR);
    }
    w->report->sent = full * (SECTOR + FRAME);
    w->report->line_ms = (uint32_t)esp_transport_estimate_ms(w->s->transport, w->report->sent);
    w->report->flash_ms = w->report->changed * ERASE_MS + (uint32_t)full * PROGRAM_MS;
}

/* The chip was reset meanwhile, so its application may have changed the flash: looks at all
 * sectors again, and writes those that are wrong. */
static int repair(struct writing *w, unsigned contacts)
{
    uint32_t wrong = 0;
    int err = 0;

    for (int i = 1; i < ROUNDS && !err && w->s->contacts != contacts; i++) {
        contacts = w->s->contacts;
        err = look_at_all(w, LOOK_BEFORE, contacts, &wrong);
        if (!err && wrong)
            err = write_round(w);
    }
    return esp_cmdflash_settled(w->s, err, contacts);
}

int esp_cmdflash_write(struct esp_session *s, struct esp_plan *plan,
                       const struct esp_write_request *request, struct esp_write_report *report)
{
    struct writing w = {.s = s, .plan = plan, .request = request, .report = report};
    unsigned contacts = s->contacts;
    uint32_t wrong;
    int err;

    w.total = (uint64_t)plan->sector_count * SECTOR * 3;
    begin_eta(&w);
    err = look_at_all(&w, LOOK_BEFORE, contacts, &wrong);
    if (err)
        return err;
    fill_report(&w);
    if (request->dry_run)
        return 0;
    if (!wrong)
        return repair(&w, contacts);
    w.total = (uint64_t)(2 * plan->sector_count + report->changed) * SECTOR;
    err = write_round(&w);
    return err ? err : repair(&w, contacts);
}
