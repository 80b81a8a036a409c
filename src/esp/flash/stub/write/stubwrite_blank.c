/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks that should be blank, while the line is busy with the contents of other blocks.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The requests to erase a block are short.  If the line carries contents more slowly than the
 * flash takes them, the flash erases such blocks meanwhile.
 */
#include "base/clock.h"
#include "esp/flash/stub/stubwrite.h"

void esp_writer_flash_works(struct esp_writer *w, uint32_t ms)
{
    if (w->flash_free_ms < w->line_free_ms)
        w->flash_free_ms = w->line_free_ms;
    w->flash_free_ms += ms;
}

/* True if the flash would wait for the next contents. */
static bool flash_waits(const struct esp_writer *w)
{
    return w->line_free_ms > esp_clock_ms() &&
           w->flash_free_ms < w->line_free_ms + w->contents_ms;
}

/* The next sector of a blank block that is not right yet, or NULL. */
static const struct esp_sector *next_blank(struct esp_writer *w)
{
    for (; w->blank_next < w->plan->sector_count; w->blank_next++) {
        const struct esp_sector *sector = &w->plan->sectors[w->blank_next];

        if (sector->in_blank && sector->state < ESP_SECTOR_SENT &&
            sector->state != ESP_SECTOR_RIGHT && esp_writer_may_write(w, w->blank_next))
            return sector;
    }
    return NULL;
}

int esp_writer_send_blank(struct esp_writer *w)
{
    const struct esp_sector *sector;
    int ready;

    if (w->blank_too || w->blanks_wait || w->guards_now || w->compare_only)
        return 1;
    sector = next_blank(w);
    if (!sector || sector->state == ESP_SECTOR_ASKED)
        return 1;
    /* The rest of a block that was begun costs nearly nothing. */
    if (!flash_waits(w) &&
        (sector->state == ESP_SECTOR_UNSEEN || sector->address % ESP_BLOCK64_SIZE == 0))
        return 1;
    if (sector->state == ESP_SECTOR_UNSEEN)
        return esp_writer_looking(w) ? 1 : esp_writer_look(w, w->blank_next);
    ready = esp_writer_guard(w, sector->image);
    if (ready <= 0)
        return ready ? ready : 1;
    return esp_writer_send_sectors(w, w->blank_next);
}
