/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing by a ROM's commands: only what is not blank, and with a proof.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <string.h>

#include "esp/flash/eraseeta.h"
#include "esp/flash/rom/cmdflash_impl.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    BLOCK = ESP_BLOCK64_SIZE,
    SECTORS = BLOCK / SECTOR,
    TRIES = 2, /* of what does not get blank */
    ROUNDS = 3, /* if the chip is reset meanwhile */
};

/* A part of the range, in one block of 64 KB. */
struct part {
    struct esp_session *s;
    uint32_t address, size;
    bool due[SECTORS]; /* to be erased */
};

/* Which sectors are not blank?  *count: how many. */
static int look(struct part *p, unsigned *count)
{
    unsigned sectors = p->size / SECTOR;
    bool blank;
    int err = esp_cmdflash_blank(p->s, p->address, p->size, &blank);

    *count = 0;
    memset(p->due, 0, sizeof(p->due));
    for (unsigned i = 0; i < sectors && !err && !blank; i++) {
        bool sector_blank;

        err = esp_cmdflash_blank(p->s, p->address + i * SECTOR, SECTOR, &sector_blank);
        p->due[i] = !err && !sector_blank;
        *count += p->due[i];
    }
    return err;
}

static int erase_due(struct part *p)
{
    unsigned sectors = p->size / SECTOR;
    int err = 0;

    for (unsigned i = 0, n; i < sectors && !err; i += n) {
        for (n = 1; i + n < sectors && p->due[i + n] == p->due[i];)
            n++;
        if (p->due[i])
            err = esp_cmdflash_erase_run(p->s, p->address + i * SECTOR, n * SECTOR);
    }
    return err;
}

static int not_blank(struct part *p)
{
    unsigned i = 0;

    while (!p->due[i])
        i++;
    return esp_fail(&p->s->fault, ESP_ERR_CHECK,
                    "the flash does not get blank between 0x%x and 0x%x",
                    (unsigned)(p->address + i * SECTOR),
                    (unsigned)(p->address + (i + 1) * SECTOR - 1));
}

/* all: erase blank sectors, too.  *erased: bytes. */
static int erase_part(struct part *p, bool all, uint64_t *erased)
{
    unsigned count;
    int err = 0;

    if (all) {
        count = p->size / SECTOR;
        memset(p->due, 1, sizeof(p->due));
    } else {
        err = look(p, &count);
    }
    *erased += (uint64_t)count * SECTOR;
    for (int i = 0; i < TRIES && count && !err; i++) {
        err = erase_due(p);
        if (!err)
            err = look(p, &count);
    }
    return err || !count ? err : not_blank(p);
}

static int erase_once(struct esp_session *s, const struct esp_erase_request *request, bool all,
                      uint64_t *erased)
{
    uint32_t end = request->offset + request->size, next;
    int err = 0;

    for (uint32_t at = request->offset; at < end && !err; at = next) {
        struct part p = {.s = s, .address = at};
        uint64_t before = *erased;

        next = (at / BLOCK + 1) * BLOCK;
        if (next > end)
            next = end;
        p.size = next - at;
        err = erase_part(&p, all, erased);
        if (err)
            break;
        esp_link_achieved(&s->link);
        esp_erase_block_eta(s, request, at, *erased > before);
        if (request->progress)
            request->progress(request->ctx, next - request->offset, request->size);
    }
    return err;
}

/* If the chip was reset meanwhile, its application may have written to the flash. */
int esp_cmdflash_erase(struct esp_session *s, const struct esp_erase_request *request,
                       uint64_t *erased)
{
    unsigned contacts = s->contacts;
    uint64_t again;
    int err = esp_erase_begin_eta(s, request);

    if (!err)
        err = erase_once(s, request, request->all, erased);
    for (int i = 1; i < ROUNDS && !err && s->contacts != contacts; i++) {
        contacts = s->contacts;
        again = 0;
        err = erase_once(s, request, false, &again);
    }
    return esp_cmdflash_settled(s, err, contacts);
}
