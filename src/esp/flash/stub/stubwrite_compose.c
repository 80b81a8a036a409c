/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Composing WRITE_REGION requests: as many sectors as fit, compressed if that saves bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "base/bytes.h"
#include "esp/flash/stub/stubwrite.h"

enum {
    HEADER = sizeof(struct esp_write_region),
    IN_FLIGHT_REQUESTS = 2, /* the stub writes the contents of one request to the flash
                             * while the line carries the next one */
    WIRE_BAUDS = 10, /* bits on the line for a byte: a request of baud / 10 bytes, which is
                      * the limit, takes about a second */
    /* Typical times of a 4 MB chip (W25Q32FV data sheet), for the estimate. */
    ERASE_4K_MS = 45,
    ERASE_64K_MS = 150,
    PROGRAM_PAGE_US = 800,
    PAGE = 256,
};

/* How many sectors go into one request.  The sectors are adjacent, must be written and are
 * of one kind.  They do not cross the start of a block, so that the stub can erase the
 * block as a whole. */
static uint32_t batch_at(const struct esp_writer *w, uint32_t first)
{
    const struct esp_sector *sectors = w->plan->sectors;
    uint32_t n = 1;

    while (n < w->batch && first + n < w->plan->sector_count &&
           sectors[first + n].state == ESP_SECTOR_CHANGED &&
           sectors[first + n].guard == sectors[first].guard &&
           sectors[first + n].image == sectors[first].image &&
           sectors[first + n].address == sectors[first].address + n * ESP_SECTOR_SIZE &&
           sectors[first + n].address % ESP_BLOCK64_SIZE)
        n++;
    return n;
}

/* Puts the contents after the request's header; returns their size in the request. */
static uint32_t pack(struct esp_writer *w, const uint8_t *data, uint32_t size, uint32_t *options)
{
    z_stream *z = &w->deflate;

    deflateReset(z);
    z->next_in = (Bytef *)(uintptr_t)data;
    z->avail_in = size;
    z->next_out = w->request + HEADER;
    z->avail_out = size - 1; /* otherwise compression saves nothing */
    if (deflate(z, Z_FINISH) == Z_STREAM_END) {
        *options = ESP_WRITE_DEFLATE;
        return size - 1 - z->avail_out;
    }
    for (uint32_t i = 0; i < size; i++)
        w->request[HEADER + i] = data[i];
    *options = ESP_WRITE_STORED;
    return size;
}

/* Bytes of a frame on the line. */
static uint32_t wire_size(const uint8_t *data, uint32_t size)
{
    uint32_t n = ESP_HEADER_SIZE + 4 + size + 2; /* 4: the check word may need escapes */

    for (uint32_t i = 0; i < size; i++)
        if (data[i] == ESP_SLIP_END || data[i] == ESP_SLIP_ESC)
            n++;
    return n;
}

static uint32_t block_option(const struct esp_plan *plan, uint32_t first)
{
    return esp_plan_whole_block(plan, first, ESP_BLOCK64_SIZE) ? ESP_WRITE_ERASE_64K : 0;
}

static uint32_t erase_ms(const struct esp_writer *w, uint32_t sector, uint32_t block)
{
    const struct esp_sector *s = &w->plan->sectors[sector];

    if (block)
        return ERASE_64K_MS;
    return s->blank || s->address < w->erased_to ? 0 : ERASE_4K_MS;
}

/* Returns the milliseconds that the request takes the flash. */
static uint32_t estimate(struct esp_writer *w, const struct esp_pending *what, uint32_t block)
{
    const struct esp_sector *sectors = w->plan->sectors + what->first;
    uint32_t us = erase_ms(w, what->first, block) * 1000;

    if (block)
        w->erased_to = sectors->address + ESP_BLOCK64_SIZE;
    for (uint32_t i = 0; i < what->count; i++) {
        us += i ? erase_ms(w, what->first + i, 0) * 1000 : 0;
        for (uint32_t at = 0; at < ESP_SECTOR_SIZE; at += PAGE)
            if (!esp_blank(sectors[i].data + at, PAGE))
                us += PROGRAM_PAGE_US;
    }
    w->report.flash_ms += us / 1000;
    w->report.sent += what->wire;
    return us / 1000;
}

static uint32_t wire_max(const struct esp_writer *w)
{
    uint32_t baud = esp_transport_estimate_baud(w->session->transport);
    uint32_t most = w->session->stub.limits.in_flight / IN_FLIGHT_REQUESTS;

    return baud && baud / WIRE_BAUDS < most ? baud / WIRE_BAUDS : most;
}

int esp_writer_send_sectors(struct esp_writer *w, uint32_t first)
{
    struct esp_sector *sectors = w->plan->sectors + first;
    struct esp_pending what = {.op = ESP_OP_WRITE_REGION, .first = first, .tag = w->next_tag};
    uint32_t block, options, size, packed, flash_ms;
    int err;

    for (what.count = batch_at(w, first);; what.count--) {
        size = what.count * ESP_SECTOR_SIZE;
        packed = pack(w, sectors->data, size, &options);
        what.wire = wire_size(w->request + HEADER, packed) + HEADER;
        if (what.wire <= wire_max(w) || what.count == 1)
            break;
    }
    if (w->in_flight && w->in_flight + what.wire > w->session->stub.limits.in_flight)
        return 1;
    block = block_option(w->plan, first);
    esp_put32(w->request, sectors->address);
    esp_put32(w->request + 4, size);
    esp_put32(w->request + 8, options | block);
    esp_put32(w->request + 12, what.tag);
    esp_put32(w->request + 16, (uint32_t)crc32(0, sectors->data, size));
    flash_ms = estimate(w, &what, block);
    for (uint32_t i = 0; i < what.count; i++)
        sectors[i].state = ESP_SECTOR_SENT;
    w->backlog -= esp_writer_in_backlog(sectors) ? what.count : 0;
    if (w->compare_only)
        return 0;
    err = esp_writer_send(w, &what, w->request, HEADER + packed);
    esp_writer_flash_works(w, flash_ms);
    if (!sectors->in_blank)
        w->contents_ms = esp_transport_estimate_ms(w->session->transport, what.wire);
    return err;
}
