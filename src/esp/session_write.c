/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing images: the order of things, and the proof.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "romflash.h"
#include "writer.h"

enum {
    TRIES = 2, /* of a sector that does not take */
    ROUNDS_MAX = 5, /* with a chip that is reset meanwhile */
    FINISH_TRIES = 2,
    FINISH_MS = 1500, /* a few sectors */
};

/* ---- reading what is around the images, and what did not take ---- */

struct copy {
    uint8_t *data;
    size_t done;
};

static int copy_sink(void *ctx, const uint8_t *data, size_t size)
{
    struct copy *copy = ctx;

    memcpy(copy->data + copy->done, data, size);
    copy->done += size;
    return 0;
}

static int read_flash(void *ctx, uint32_t address, uint32_t size, uint8_t *data)
{
    struct copy copy = {.data = data};
    const struct esp_read_request request = {
        .offset = address,
        .size = size,
        .sink = copy_sink,
        .ctx = &copy,
    };

    return esp_session_read(ctx, &request, NULL);
}

/* Says which byte of the sector is not as it should be. */
static int name_bad(struct esp_session *s, const struct esp_sector *sector, uint32_t bad,
                    struct esp_write_report *report)
{
    uint8_t data[ESP_SECTOR_SIZE];
    uint32_t at = 0;
    int err = read_flash(s, sector->address, sizeof(data), data);

    if (err)
        return err;
    while (at < sizeof(data) - 1 && data[at] == sector->data[at])
        at++;
    report->bad_address = sector->address + at;
    return esp_fail(&s->fault, ESP_ERR_CHECK,
                    "%u sector%s of the flash did not take what was written: the byte at 0x%x "
                    "is 0x%02x and should be 0x%02x; the flash is worn there",
                    (unsigned)bad, bad == 1 ? "" : "s", (unsigned)report->bad_address, data[at],
                    sector->data[at]);
}

static const struct esp_sector *first_changed(const struct esp_plan *plan)
{
    const struct esp_sector *sector = plan->sectors;

    while (sector->state != ESP_SECTOR_CHANGED)
        sector++;
    return sector;
}

/* ---- through the stub ---- */

/* Writes until all is right that may be written now. */
static int write_and_prove(struct esp_writer *w)
{
    uint32_t bad = 0;

    for (int i = 0; i < TRIES; i++) {
        int err = esp_writer_run(w);

        if (!err && !w->only_look)
            err = esp_writer_prove(w, &bad);
        if (err || !bad)
            return err;
    }
    for (uint32_t i = 0; i < w->plan->sector_count; i++)
        if (w->plan->sectors[i].state == ESP_SECTOR_CHANGED &&
            esp_writer_may_write(w, i))
            return name_bad(w->session, &w->plan->sectors[i], bad, &w->report);
    return esp_fail(&w->session->fault, ESP_ERR_CHECK, "the flash did not take what was written");
}

/* The guards last of all, and of these the first one. */
static int write_guards(struct esp_writer *w)
{
    struct esp_plan *plan = w->plan;
    int err = 0;

    w->guards_now = true;
    for (size_t i = plan->image_count; i-- > 0 && !err;) {
        struct esp_sector *guard = plan->guards[i] < 0 ? NULL : &plan->sectors[plan->guards[i]];

        if (!guard || guard->state != ESP_SECTOR_CHANGED)
            continue;
        w->only_guard = (uint32_t)plan->guards[i];
        err = write_and_prove(w);
    }
    return err;
}

static int write_and_prove_all(struct esp_writer *w)
{
    int err = write_and_prove(w);

    return err ? err : write_guards(w);
}

/* Once more where the chip was reset meanwhile: an application may have run. */
static int write_all(struct esp_writer *w)
{
    struct esp_session *s = w->session;
    unsigned starts = s->starts;
    int err = write_and_prove_all(w);

    for (int i = 1; i < ROUNDS_MAX && !err && s->starts != starts; i++) {
        starts = s->starts;
        esp_writer_doubt(w);
        err = write_and_prove_all(w);
    }
    if (err || s->starts == starts)
        return err;
    return esp_fail(&s->fault, ESP_ERR_LINE, "the chip is reset again and again");
}

/* What the stub has got already is carried out before the board is reset: a
 * sector that is erased and not written yet may hold a neighbour's bytes. */
static void let_finish(struct esp_session *s)
{
    s->transport->cancel = NULL;
    esp_session_ask_stub(s, FINISH_TRIES, FINISH_MS);
    s->transport->cancel = s->cancel;
}

static int write_by_stub(struct esp_session *s, struct esp_plan *plan,
                         const struct esp_write_request *request,
                         struct esp_write_report *report)
{
    struct esp_writer w;
    int err = esp_writer_init(&w, s, plan);

    if (!err)
        err = esp_session_hurry(s);
    w.progress = request->progress;
    w.ctx = request->ctx;
    w.only_look = request->dry_run;
    if (!err)
        err = write_all(&w);
    if (err == ESP_ERR_CANCELLED)
        let_finish(s);
    *report = w.report;
    if (s->transport->baud)
        report->line_ms = (uint32_t)(report->sent * 10000 / s->transport->baud);
    esp_writer_free(&w);
    return err;
}

/* ---- without the stub ---- */

struct rom_progress {
    const struct esp_write_request *request;
    uint64_t before, total; /* bytes written, and those read back */
};

static void rom_progress(void *ctx, uint64_t done, uint64_t total)
{
    const struct rom_progress *p = ctx;

    (void)total;
    if (p->request->progress)
        p->request->progress(p->request->ctx, p->before + done, p->total);
}

static int rom_write(struct esp_session *s, struct rom_progress *p, const struct esp_sector *sector,
                     uint32_t count)
{
    uint32_t size = count * ESP_SECTOR_SIZE;
    int err = esp_romflash_write(s, sector->address, sector->data, size, rom_progress, p);

    p->before += size;
    return err;
}

/* Adjacent sectors that are to be written and are guards or not. */
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
        err = rom_write(s, p, &plan->sectors[i], n);
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

/* Reads back; what is right is not to be written again. */
static int rom_prove(struct esp_session *s, struct esp_plan *plan, struct rom_progress *p,
                     bool guards, uint32_t *bad)
{
    uint8_t data[ESP_SECTOR_SIZE];
    int err = 0;

    *bad = 0;
    for (uint32_t i = 0; i < plan->sector_count && !err; i++) {
        struct esp_sector *sector = &plan->sectors[i];

        if (sector->state != ESP_SECTOR_CHANGED || sector->guard != guards)
            continue;
        err = read_flash(s, sector->address, sizeof(data), data);
        if (!err && memcmp(data, sector->data, sizeof(data)) == 0)
            sector->state = ESP_SECTOR_RIGHT;
        else
            ++*bad;
        p->before += ESP_SECTOR_SIZE;
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
    return name_bad(s, first_changed(plan), bad, report);
}

/* What is there already cannot be asked for cheaply: all is written. */
static int write_by_rom(struct esp_session *s, struct esp_plan *plan,
                        const struct esp_write_request *request,
                        struct esp_write_report *report)
{
    uint64_t bytes = (uint64_t)plan->sector_count * ESP_SECTOR_SIZE;
    struct rom_progress p = {.request = request, .total = 2 * bytes};
    int err;

    *report = (struct esp_write_report){
        .sectors = plan->sector_count,
        .changed = plan->sector_count,
        .erase = plan->sector_count,
        .sent = bytes,
        .line_ms = (uint32_t)(bytes * 10000 / s->transport->baud +
                              esp_romflash_read_ms(s, (uint32_t)bytes)),
    };
    if (request->dry_run)
        return 0;
    for (uint32_t i = 0; i < plan->sector_count; i++)
        plan->sectors[i].state = ESP_SECTOR_CHANGED;
    report->begun = true;
    err = rom_blank_guards(s, plan);
    if (!err)
        err = rom_write_and_prove(s, plan, &p, false, report);
    return err ? err : rom_write_and_prove(s, plan, &p, true, report);
}

/* ---- both ---- */

static int check_images(struct esp_session *s, const struct esp_image *images, size_t count)
{
    uint64_t flash = s->board.flash_size ? s->board.flash_size : UINT32_MAX, end = 0;

    if (s->state != ESP_STATE_STUB && s->state != ESP_STATE_ROM)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not connected");
    for (size_t i = 0; i < count; i++) {
        if (images[i].size == 0 || images[i].offset < end)
            return esp_fail(&s->fault, ESP_ERR_ARG, "images that are empty, overlap or are not "
                                                    "sorted");
        end = (uint64_t)images[i].offset + images[i].size;
        if (end > flash)
            return esp_fail(&s->fault, ESP_ERR_RANGE,
                            "the image goes past the end of the flash");
    }
    return count ? 0 : esp_fail(&s->fault, ESP_ERR_ARG, "nothing to write");
}

int esp_session_write(struct esp_session *s, const struct esp_write_request *request,
                      struct esp_write_report *report)
{
    struct esp_write_report unwanted;
    struct esp_plan plan = {0};
    int err = check_images(s, request->images, request->count);

    if (!report)
        report = &unwanted;
    *report = (struct esp_write_report){0};
    if (err)
        return err;
    err = esp_plan_make(&plan, request->images, request->count, read_flash, s);
    if (err == ESP_ERR_NOMEM)
        esp_fail(&s->fault, err, "out of memory");
    if (!err)
        err = s->state == ESP_STATE_STUB ? write_by_stub(s, &plan, request, report)
                                         : write_by_rom(s, &plan, request, report);
    esp_plan_free(&plan);
    if (!err)
        s->fault = (struct esp_fault){0};
    return err;
}
