/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash back-end by a ROM's commands: the table, comparing, and the smaller operations.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/chip/spicmd.h"
#include "esp/flash/compare.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/flash/settle.h"
#include "esp/flash/write.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    BLOCK = ESP_BLOCK64_SIZE,
    PIECE = 1 << 20, /* bytes for one digest */
    TRIES = 5,
    ROUNDS = 3, /* if the chip is reset meanwhile */
};

/* ---- comparing ---- */

/* The bytes of the image from "at" on, up to the next multiple of "unit" of the flash. */
static uint32_t piece_at(const struct esp_image *image, uint32_t at, uint32_t unit)
{
    uint64_t end = (uint64_t)image->offset + image->size, next = ((uint64_t)at / unit + 1) * unit;

    return (uint32_t)((next < end ? next : end) - at);
}

/* Compares the sectors of a block that differs, or notes those of one that does not. */
static int compare_sectors(struct esp_comparison *c, uint32_t at, uint32_t size, bool all_same)
{
    int err = 0;

    for (uint32_t end = at + size, n; at < end && !err; at += n) {
        bool same = true;

        n = piece_at(c->image, at, SECTOR);
        if (!all_same)
            err = esp_cmdflash_holds(c->session, at, n, esp_comparison_wanted(c, at), &same);
        if (!err)
            esp_comparison_note(c, at, n, same);
    }
    return err;
}

static int compare(struct esp_comparison *c)
{
    uint64_t end = (uint64_t)c->image->offset + c->image->size;
    int err = 0;

    for (uint64_t at = c->image->offset, n; at < end && !err; at += n) {
        bool same;

        n = piece_at(c->image, (uint32_t)at, BLOCK);
        err = esp_cmdflash_holds(c->session, (uint32_t)at, (uint32_t)n,
                                 esp_comparison_wanted(c, (uint32_t)at), &same);
        if (!err)
            err = compare_sectors(c, (uint32_t)at, (uint32_t)n, same);
        if (err)
            break;
        esp_link_achieved(&c->session->link);
        c->done += n;
        esp_comparison_show(c, c->done);
    }
    return err;
}

/* If the chip was reset meanwhile, its application may have changed what was the same
 * before.  Differences that were reported stay true enough to be told. */
int esp_cmdflash_compare(struct esp_comparison *c)
{
    uint64_t done = c->done;
    unsigned contacts;
    int err = 0;

    for (int i = 0; i < ROUNDS && !err; i++) {
        contacts = c->session->contacts;
        c->done = done;
        err = compare(c);
        if (err || c->found || c->session->contacts == contacts)
            return err;
    }
    return esp_cmdflash_settled(c->session, err, contacts);
}

/* ---- samples ---- */

int esp_cmdflash_sample(struct esp_session *s, const uint32_t *addresses, unsigned count,
                        struct esp_sample *samples)
{
    int err = 0;

    for (unsigned i = 0; i < count && !err; i++)
        err = esp_cmdflash_md5_surely(s, addresses[i], SECTOR, samples[i].key);
    return err;
}

void esp_cmdflash_sample_of(const uint8_t *data, struct esp_sample *sample)
{
    *sample = (struct esp_sample){{0}};
    esp_cmdflash_md5_of(data, SECTOR, sample->key);
}

/* Does the range behind the first half bytes hold what these hold?  The halves are compared
 * piece by piece: a digest of megabytes takes longer than a run may go without success, and
 * the first pieces usually differ. */
static int halves_same(struct esp_session *s, uint32_t half, bool *same)
{
    uint8_t one[ESP_MD5_SIZE], other[ESP_MD5_SIZE];
    int err = 0;

    *same = true;
    for (uint32_t at = 0, n; at < half && *same && !err; at += n) {
        n = half - at < PIECE ? half - at : PIECE;
        err = esp_cmdflash_md5_surely(s, at, n, one);
        if (!err)
            err = esp_cmdflash_md5_surely(s, half + at, n, other);
        *same = !err && memcmp(one, other, sizeof(one)) == 0;
        if (!err)
            esp_link_achieved(&s->link);
    }
    return err;
}

/* The chip compares its halves, then the halves of its first half... */
int esp_cmdflash_find_period(struct esp_session *s, uint32_t *period)
{
    bool same = true;
    int err = 0;

    *period = s->board.flash_size;
    while (*period > ESP_FLASH_SMALLEST && !err) {
        err = halves_same(s, *period / 2, &same);
        if (err || !same)
            break;
        *period /= 2;
    }
    return err;
}

int esp_cmdflash_read_expected(struct esp_session *s, uint32_t address, uint32_t size,
                               const uint8_t *expected, uint8_t *data)
{
    bool same;
    int err = esp_cmdflash_holds(s, address, size, expected, &same);

    if (!err && same)
        memcpy(data, expected, size);
    return err || same ? err : esp_write_read(s, address, size, data);
}

int esp_cmdflash_ask_id(struct esp_session *s, uint32_t *id)
{
    int err = esp_spi_read_id(&s->link, &s->board.family->spi, false, id);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_cmdflash_recover(s);
        if (!err)
            err = esp_spi_read_id(&s->link, &s->board.family->spi, false, id);
    }
    s->romcmd_contacts = 0; /* the controller's settings were changed, and set back unproven */
    return err;
}

/* ---- changing ---- */

/* Is it unknown where the ROM keeps what it received?  Then a damaged FLASH_BEGIN may erase
 * another place below the end of what changes; the ROM has been told, and has confirmed, that
 * nothing is behind that end. */
static bool unchecked(const struct esp_session *s)
{
    return esp_cmdflash_facts(s).message == 0;
}

static int write_plan(struct esp_session *s, struct esp_plan *plan,
                      const struct esp_write_request *request, struct esp_write_report *report)
{
    struct esp_outside outside = {.session = s, .contacts = s->contacts};
    bool look = unchecked(s) && !request->dry_run;
    uint32_t end;
    int err = look ? esp_outside_before(&outside, plan, &end) : 0;

    if (!err)
        err = esp_cmdflash_write(s, plan, request, report);
    if (!err && look)
        err = esp_outside_check(&outside);
    esp_outside_free(&outside);
    return err;
}

static int erase_range(struct esp_session *s, const struct esp_erase_request *request,
                       uint64_t *erased)
{
    struct esp_outside outside = {.session = s, .contacts = s->contacts};
    int err = unchecked(s) ? esp_outside_add(&outside, 0, request->offset) : 0;

    if (!err)
        err = esp_cmdflash_erase(s, request, erased);
    if (!err)
        err = esp_outside_check(&outside);
    esp_outside_free(&outside);
    return err;
}

const struct esp_flash_ops esp_flash_by_romcmd = {
    .read = esp_cmdflash_read,
    .read_ms = esp_cmdflash_read_ms,
    .compare = esp_cmdflash_compare,
    .write = write_plan,
    .erase = erase_range,
    .sample = esp_cmdflash_sample,
    .sample_surely = esp_cmdflash_sample,
    .sample_of = esp_cmdflash_sample_of,
    .sample_size = SECTOR,
    .find_period = esp_cmdflash_find_period,
    .read_expected = esp_cmdflash_read_expected,
    .ask_id = esp_cmdflash_ask_id,
    .resets_often = true,
    .digests = true,
    .spares_blank = true,
    .acts = &esp_cmdflash_rom_acts,
};
