/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing flash with the boot ROM: FLASH_BEGIN and FLASH_DATA.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The ROM programs each good block behind the block before.  If the answer to a block is
 * missing, the host cannot find out whether the ROM programmed the block.  A block that is
 * sent again might be programmed behind itself.  So after any error the whole sector is
 * erased and written again.
 */
#include <stdbool.h>

#include "esp/flash/rom/esp8266/romflash_impl.h"
#include "esp/flash/write.h"
#include "esp/rom/esp8266/esp8266_loader.h"
#include "esp/rom/loader.h"

enum {
    PIECE = ESP_BLOCK64_SIZE, /* erased at a time */
    TRIES = 12, /* of a sector: at an error rate of 1e-4 one sector in three is damaged */
    LIMIT_AFTER_RESET = 0x400000, /* bytes: the flash size that the ROM assumes */
};

struct writing {
    struct esp_session *s;
    uint32_t address; /* of data[0] */
    const uint8_t *data;
    uint32_t size;
    bool placed;       /* next and sequence are what the ROM expects */
    uint32_t next;     /* address that the ROM programs next */
    uint32_t sequence; /* number of the next block */
};

static uint32_t piece_end(const struct writing *w, uint32_t address)
{
    uint32_t end = w->address + w->size, next = (address / PIECE + 1) * PIECE;

    return next < end ? next : end;
}

static int place(struct writing *w, uint32_t address)
{
    int err = 0;

    if (w->placed && w->next == address)
        return 0;
    w->placed = false;
    err = esp_flash_position(&w->s->link, address, piece_end(w, address));
    w->placed = !err;
    w->next = address;
    w->sequence = 0;
    return err;
}

static int program(struct writing *w, uint32_t address)
{
    int err = place(w, address);

    for (uint32_t i = 0; i < ESP_SECTOR_SIZE / ESP_FLASH_BLOCK && !err; i++) {
        err = esp_flash_block(&w->s->link, w->sequence++, w->data + (w->next - w->address));
        w->next += ESP_FLASH_BLOCK;
    }
    if (err)
        w->placed = false;
    return err;
}

static int write_sector(struct writing *w, uint32_t address)
{
    int err;

    if (esp_blank(w->data + (address - w->address), ESP_SECTOR_SIZE))
        return 0;
    err = program(w, address);
    for (int i = 1; i < TRIES && esp_worth_retry(err); i++) {
        err = esp_romflash_recover(w->s);
        if (!err)
            err = esp_romflash_erase_again(w->s, address);
        if (!err)
            err = program(w, address);
        w->s->link.mended += !err;
    }
    if (!err)
        esp_link_achieved(&w->s->link);
    return esp_write_explain(w->s, err, address);
}

static int write_all(struct writing *w, esp_progress *progress, void *ctx)
{
    uint32_t end = w->address + w->size;
    int err = 0;

    for (uint32_t at = w->address; at < end && !err; at += ESP_SECTOR_SIZE) {
        if (at == w->address || at % PIECE == 0) {
            w->placed = false;
            err = esp_romflash_erase(w->s, at, piece_end(w, at) - at, NULL, NULL);
        }
        if (!err)
            err = write_sector(w, at);
        if (!err && progress)
            progress(ctx, at + ESP_SECTOR_SIZE - w->address, w->size);
    }
    return err;
}

/* Sets the ROM's limit back to the flash size that the ROM assumes after a reset, or to the
 * real size if that is larger. */
static int lift_limit(struct esp_session *s)
{
    uint32_t size = s->board.flash_size;
    int err = esp_flash_limit(&s->link, size > LIMIT_AFTER_RESET ? size : LIMIT_AFTER_RESET);

    return esp_worth_retry(err) ? esp_romflash_recover(s) : err;
}

int esp_romflash_write(struct esp_session *s, uint32_t address, const uint8_t *data,
                       uint32_t size, esp_progress *progress, void *ctx)
{
    struct writing w = {.s = s, .address = address, .data = data, .size = size};
    int err = 0, lifted;

    if (address % ESP_SECTOR_SIZE || size % ESP_SECTOR_SIZE)
        return esp_fail(&s->fault, ESP_ERR_ARG, "not whole sectors");
    err = write_all(&w, progress, ctx);
    if (esp_session_hopeless(err))
        return err;
    lifted = lift_limit(s);
    return err ? err : lifted;
}
