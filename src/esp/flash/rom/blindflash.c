/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash by a ROM that reads nothing: in Secure Download Mode.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM erases and programs, and tells that it did.  After programming a block, the ROM reads
 * the block back and compares one byte of check sum (esptool's manual, "Serial Protocol": "ROM
 * Loader Errors", 0x08).  Nothing else can be known.  The requests' addresses have no check sum,
 * so on a line that damages anything at all, the work fails at its end.
 */
#include "base/bytes.h"
#include "esp/flash/compare.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/line/transport.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    BLOCK = ESP_BLOCK64_SIZE,
    FRAME = 4 * 40, /* bytes on the wire for a sector, besides its contents */
    /* For the estimate: data sheets' usual times. */
    ERASE_MS = 45,
    PROGRAM_MS = 12,
};

/* ---- the loader ---- */

/* Each FLASH_BEGIN comes with the size that the ROM may believe in. */
static int ready(struct esp_session *s)
{
    int err = s->romcmd_contacts == s->contacts ? 0 : esp_rom_attach(&s->link, 0);

    if (!err)
        s->romcmd_contacts = s->contacts;
    return err;
}

static int recover(struct esp_session *s)
{
    return esp_cmdflash_rom_acts.recover(s);
}

static const struct esp_cmdflash_acts acts = {
    .ready = ready,
    .recover = recover,
    .erase_run = esp_cmdflash_rom_erase_run,
    .write_run = esp_cmdflash_rom_write_run,
};

/* ---- doubt ---- */

/* What the line and the chip went through. */
struct past {
    uint64_t troubles;
    unsigned contacts;
};

static struct past past_of(const struct esp_session *s)
{
    const struct esp_link *link = &s->link;

    return (struct past){link->damaged + link->mended + link->repeated, s->contacts};
}

/* A ROM may acknowledge the last block before it is in the flash.  The answer to another
 * command comes after it. */
static int judge(struct esp_session *s, const struct past *before)
{
    int err = esp_session_check_identity(s);
    struct past now = past_of(s);

    if (err)
        return err;
    if (now.contacts != before->contacts)
        return esp_fail(&s->fault, ESP_ERR_LINE,
                        "the chip was reset meanwhile, and its application may have changed the "
                        "flash: give the same command again");
    if (now.troubles != before->troubles)
        return esp_fail(&s->fault, ESP_ERR_CHECK,
                        "the line damaged something meanwhile, so the chip may have changed another "
                        "place of its flash, which cannot be read: try another cable or a lower "
                        "rate, and write everything again");
    return 0;
}

/* ---- writing ---- */

struct blind {
    struct esp_session *s;
    const struct esp_plan *plan;
    const struct esp_write_request *request;
    struct esp_write_report *report;
    uint64_t done;
};

static void show(struct blind *b, uint32_t first, uint32_t count)
{
    uint64_t total = (uint64_t)b->plan->sector_count * SECTOR;

    b->done += (uint64_t)count * SECTOR;
    esp_link_achieved(&b->s->link);
    if (!b->request->progress)
        return;
    for (uint32_t i = first; i < first + count; i++)
        esp_eta_done(&b->s->eta, i, ESP_ETA_HEAVY, 0, esp_clock_ms());
    b->request->progress(b->request->ctx, b->done, total);
}

static void begin_eta(struct blind *b)
{
    const struct esp_eta_costs costs = {
        .heavy = (ERASE_MS + PROGRAM_MS) * 1000.0,
        .byte = esp_transport_byte_us(b->s->transport),
        .unit_bytes = SECTOR,
    };
    uint32_t count = b->plan->sector_count;

    if (!b->request->progress)
        return;
    esp_eta_begin(&b->s->eta, count, &costs, esp_clock_ms());
    esp_eta_know(&b->s->eta, 0, count, ESP_ETA_HEAVY);
    for (uint32_t i = 0; i < count; i++)
        esp_eta_wire(&b->s->eta, i,
                     esp_blank(b->plan->sectors[i].data, SECTOR) ? FRAME : SECTOR + FRAME);
}

/* How many sectors, from "first" on, are adjacent, in one block of 64 KB, and no guards. */
static uint32_t run_from(const struct esp_plan *plan, uint32_t first)
{
    const struct esp_sector *sector = &plan->sectors[first];
    uint32_t n = 1;

    while (first + n < plan->sector_count && !sector[n].guard &&
           sector[n].address == sector->address + n * SECTOR &&
           sector[n].address / BLOCK == sector->address / BLOCK)
        n++;
    return n;
}

/* A guard is blank while the rest is written, so that the chip does not start half a program. */
static int blank_guards(struct blind *b)
{
    int err = 0;

    for (uint32_t i = 0; i < b->plan->sector_count && !err; i++)
        if (b->plan->sectors[i].guard)
            err = esp_cmdflash_erase_run(b->s, b->plan->sectors[i].address, SECTOR);
    return err;
}

static int write_sectors(struct blind *b, bool guards)
{
    int err = 0;

    for (uint32_t i = 0, n; i < b->plan->sector_count && !err; i += n) {
        const struct esp_sector *sector = &b->plan->sectors[i];

        n = sector->guard ? 1 : run_from(b->plan, i);
        if (sector->guard != guards)
            continue;
        err = esp_cmdflash_write_run(b->s, sector->address, n * SECTOR, sector->data);
        if (!err)
            show(b, i, n);
    }
    return err;
}

/* Nothing is known of the flash's contents, so everything is taken to change. */
static void fill_report(struct blind *b)
{
    struct esp_write_report *report = b->report;
    uint32_t count = b->plan->sector_count;

    report->sectors = report->changed = report->erase = count;
    for (uint32_t i = 0; i < count; i++)
        report->sent += esp_blank(b->plan->sectors[i].data, SECTOR) ? FRAME : SECTOR + FRAME;
    report->line_ms = (uint32_t)esp_transport_estimate_ms(b->s->transport, report->sent);
    report->flash_ms = count * (ERASE_MS + PROGRAM_MS);
}

static int write_plan(struct esp_session *s, struct esp_plan *plan,
                      const struct esp_write_request *request, struct esp_write_report *report)
{
    struct blind b = {.s = s, .plan = plan, .request = request, .report = report};
    struct past before = past_of(s);
    int err;

    fill_report(&b);
    if (request->dry_run)
        return 0;
    report->begun = true;
    begin_eta(&b);
    err = blank_guards(&b);
    if (!err)
        err = write_sectors(&b, false);
    if (!err)
        err = write_sectors(&b, true);
    return err ? err : judge(s, &before);
}

/* ---- erasing ---- */

static int erase_range(struct esp_session *s, const struct esp_erase_request *request,
                       uint64_t *erased)
{
    uint32_t end = request->offset + request->size;
    struct past before = past_of(s);
    int err = 0;

    for (uint32_t at = request->offset, n; at < end && !err; at += n) {
        n = BLOCK - at % BLOCK < end - at ? BLOCK - at % BLOCK : end - at;
        err = esp_cmdflash_erase_run(s, at, n);
        if (err)
            break;
        *erased += n;
        esp_link_achieved(&s->link);
        if (request->progress)
            request->progress(request->ctx, *erased, request->size);
    }
    return err ? err : judge(s, &before);
}

/* ---- what cannot be done ---- */

static int read_range(struct esp_session *s, const struct esp_read_request *request,
                      struct esp_proof *proof, uint64_t *reused)
{
    (void)request;
    (void)proof;
    *reused = 0;
    return esp_session_reads(s);
}

static uint64_t no_ms(const struct esp_session *s, uint32_t size)
{
    (void)s;
    (void)size;
    return 0;
}

static int compare(struct esp_comparison *comparison)
{
    return esp_session_reads(comparison->session);
}

static int sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                  struct esp_sample *samples)
{
    (void)addresses;
    (void)count;
    (void)samples;
    return esp_session_reads(s);
}

static int find_period(struct esp_session *s, uint32_t *period)
{
    (void)period;
    return esp_session_reads(s);
}

static int read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                         const uint8_t *expected, uint8_t *data)
{
    (void)address;
    (void)size;
    (void)expected;
    (void)data;
    return esp_session_reads(s);
}

static int ask_id(struct esp_session *s, uint32_t *id)
{
    *id = s->board.jedec_id; /* always 0 */
    return 0;
}

const struct esp_flash_ops esp_flash_by_blind_rom = {
    .read = read_range,
    .read_ms = no_ms,
    .compare_ms = no_ms,
    .compare = compare,
    .write = write_plan,
    .erase = erase_range,
    .sample = sample,
    .sample_surely = sample,
    .sample_of = esp_cmdflash_sample_of,
    .sample_size = SECTOR,
    .find_period = find_period,
    .read_expected = read_expected,
    .ask_id = ask_id,
    .resets_often = true,
    .acts = &acts,
};
