/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing and programming runs of sectors by a ROM's FLASH_BEGIN and FLASH_DATA.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM has no command that only erases: FLASH_BEGIN erases at once what it announces.
 * The ROM's FLASH_DEFL commands are not used: the ESP32's ROM rounds what it inflates up to
 * 32 KB, and programs past the bytes that it erased.
 */
#include "base/bytes.h"
#include "esp/flash/rom/cmdflash_impl.h"
#include "esp/flash/write.h"

enum {
    SECTOR = ESP_SECTOR_SIZE,
    BLOCK = ESP_ROMCMD_BLOCK,
    TRIES = 12, /* of a sector: at an error rate of 1e-4 one sector in three is damaged */
};

struct run {
    struct esp_session *s;
    uint32_t address, end;
    const uint8_t *data; /* of the sector at address */
};

static const uint8_t *data_at(const struct run *r, uint32_t at)
{
    return r->data + (at - r->address);
}

static int begin(struct run *r, uint32_t offset, uint32_t size, uint32_t end)
{
    struct esp_session *s = r->s;
    struct esp_romcmd_facts facts;
    /* If another board was plugged in, its loader would erase that board's flash. */
    int err = esp_session_check_identity_if_in_doubt(s);

    if (!err)
        err = esp_cmdflash_ready(s);
    esp_cmdflash_unready(s);
    facts = esp_cmdflash_facts(s);
    if (!err)
        err = esp_rom_begin(&s->link, &facts, offset, size, end, !s->board.secure_download);
    return err;
}

static int recover(struct run *r)
{
    int err = esp_cmdflash_recover(r->s);

    if (!err)
        err = esp_session_check_identity(r->s);
    return err;
}

/* Erases from *at on, as far as "end". */
static int erase(struct run *r, uint32_t at, uint32_t end)
{
    int err = begin(r, at, end - at, end);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = recover(r);
        if (!err)
            err = begin(r, at, end - at, end);
        r->s->link.mended += !err;
    }
    return err;
}

/* Programs the blocks from *at on, up to end.  *at: the first sector that may not be right. */
static int program(struct run *r, uint32_t *at, uint32_t end)
{
    uint32_t start = *at;
    int err = begin(r, start, 0, end);

    for (uint32_t done = 0; *at < end && !err; done += BLOCK) {
        *at = start + done / SECTOR * SECTOR;
        if (*at < end)
            err = esp_rom_block(&r->s->link, done / BLOCK, data_at(r, start + done));
        if (!err && done % SECTOR == 0)
            esp_link_achieved(&r->s->link);
    }
    return err;
}

/* Programs sectors that were erased.  A block that failed cannot be sent again, so that
 * sector and those behind it are erased again. */
static int program_surely(struct run *r, uint32_t at, uint32_t end)
{
    uint32_t failed_at = at;
    int err = program(r, &at, end);

    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        if (at != failed_at)
            i = 1;
        failed_at = at;
        err = recover(r);
        if (!err)
            err = erase(r, at, end);
        if (!err)
            err = program(r, &at, end);
        r->s->link.mended += !err;
    }
    return esp_write_explain(r->s, err, at);
}

static bool shall_be_blank(const struct run *r, uint32_t at)
{
    return esp_blank(data_at(r, at), SECTOR);
}

int esp_cmdflash_rom_erase_run(struct esp_session *s, uint32_t address, uint32_t size)
{
    struct run r = {.s = s, .address = address, .end = address + size};

    return erase(&r, address, address + size);
}

int esp_cmdflash_rom_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                               const uint8_t *data)
{
    struct run r = {.s = s, .address = address, .end = address + size, .data = data};
    int err = erase(&r, address, r.end);

    for (uint32_t at = address, end; at < r.end && !err; at = end) {
        bool blank = shall_be_blank(&r, at);

        for (end = at + SECTOR; end < r.end && shall_be_blank(&r, end) == blank;)
            end += SECTOR;
        if (!blank)
            err = program_surely(&r, at, end);
    }
    return err;
}

int esp_cmdflash_erase_run(struct esp_session *s, uint32_t address, uint32_t size)
{
    return s->acts->erase_run(s, address, size);
}

int esp_cmdflash_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                           const uint8_t *data)
{
    return s->acts->write_run(s, address, size, data);
}
