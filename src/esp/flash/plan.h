/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images as whole sectors: what the flash is to hold, and how far that is.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_PLAN_H
#define ESP_FLASH_PLAN_H

#include "base/bytes.h"
#include "esp/session/session_impl.h"

enum esp_sector_state {
    ESP_SECTOR_UNSEEN,  /* nothing is known of what the chip has there */
    ESP_SECTOR_ASKED,   /* its digest was asked for */
    ESP_SECTOR_RIGHT,   /* the chip has it: its digest says so */
    ESP_SECTOR_CHANGED, /* to be written */
    ESP_SECTOR_SENT,    /* on its way, not confirmed */
    ESP_SECTOR_WRITTEN, /* the stub has got it; what became of it is not known */
};

struct esp_sector {
    uint32_t address;
    const uint8_t *data; /* ESP_SECTOR_SIZE bytes; adjacent sectors have adjacent data */
    uint32_t image;      /* the first one that has bytes in it */
    enum esp_sector_state state;
    bool blank; /* on the chip */
    bool counted; /* among those that differ, in the report */
    unsigned changes; /* when its digest was right: the writer's count of them */
    bool in_blank; /* all of its block of 64 KB, as far as it is planned, is to be blank */
    bool guard; /* of an image: blanked first, written last, so that nothing half-written
                 * is started */
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

/* Reads what stands around images in their first and last sectors. */
typedef int esp_plan_read(void *ctx, uint32_t address, uint32_t size, uint8_t *data);

/* Images are sorted by offset and do not overlap.  Their data must outlive the plan.
 * boot_offset: where the chip's ROM looks for what it starts, on a sector. */
int esp_plan_make(struct esp_plan *plan, const struct esp_image *images, size_t count,
                  uint32_t boot_offset, esp_plan_read *read, void *ctx);
void esp_plan_free(struct esp_plan *plan);

/* Whether the size bytes of flash from the sector on are all in the plan, still
 * to be written as a whole, and not blank: a block to be erased as one. */
bool esp_plan_whole_block(const struct esp_plan *plan, uint32_t first, uint32_t size);

#endif
