/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a write: the images as whole sectors, and the state of each sector.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_PLAN_H
#define ESP_FLASH_PLAN_H

#include "base/bytes.h"
#include "esp/session/session_impl.h"

enum esp_sector_state {
    ESP_SECTOR_UNSEEN,  /* the flash's contents are not known */
    ESP_SECTOR_ASKED,   /* the sector's digest was asked for */
    ESP_SECTOR_RIGHT,   /* the digest says that the flash holds the right contents */
    ESP_SECTOR_CHANGED, /* has to be written */
    ESP_SECTOR_SENT,    /* was sent; no answer yet */
    ESP_SECTOR_WRITTEN, /* the stub has received the sector; the digest is not known yet */
};

struct esp_sector {
    uint32_t address;
    const uint8_t *data; /* ESP_SECTOR_SIZE bytes; adjacent sectors have adjacent data */
    uint32_t image;      /* index of the first image that has bytes in this sector */
    enum esp_sector_state state;
    bool blank; /* the sector is blank on the chip */
    bool counted; /* the report counts this sector as changed */
    unsigned changes; /* the writer's count of changes when the digest was right */
    bool in_blank; /* all planned sectors of this block of 64 KB shall be blank */
    bool guard; /* the guard of an image: blanked first and written last, so that the chip
                 * does not start a half-written image */
    uint8_t md5[ESP_MD5_SIZE]; /* of data */
};

/* A run of adjacent sectors. */
struct esp_plan_run {
    uint32_t address, size;
    uint8_t *data;
};

struct esp_plan {
    const struct esp_image *images;
    size_t image_count;
    struct esp_plan_run *runs;
    size_t run_count;
    struct esp_sector *sectors; /* in ascending order */
    uint32_t sector_count;
    int64_t *guards; /* of each image: index of its guard, or -1 */
};

/* Reads the flash's bytes around the images, in the images' first and last sectors. */
typedef int esp_plan_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data);

/* Images are sorted by offset and do not overlap.  Their data must outlive the plan.
 * boot_offset: where the chip's ROM looks for the program that it starts; the address of
 * a sector. */
int esp_plan_make(struct esp_plan *plan, const struct esp_image *images, size_t count,
                  uint32_t boot_offset, esp_plan_read *read, void *ctx);
void esp_plan_free(struct esp_plan *plan);

/* True if size bytes of flash from the sector "first" can be erased as one block: the plan
 * has all their sectors, all are still to be written, and no sector is blank. */
bool esp_plan_whole_block(const struct esp_plan *plan, uint32_t first, uint32_t size);

#endif
