/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of a write: the images as whole sectors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/plan.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static uint64_t end_of(const struct esp_image *image)
{
    return (uint64_t)image->offset + image->size;
}

static uint32_t sector_down(uint64_t address)
{
    return (uint32_t)(address & ~(uint64_t)(ESP_SECTOR_SIZE - 1));
}

static uint64_t sector_up(uint64_t address)
{
    return (address + ESP_SECTOR_SIZE - 1) & ~(uint64_t)(ESP_SECTOR_SIZE - 1);
}

/* How many images, from the first one on, share a run of adjacent sectors.  *end: where
 * the run ends. */
static size_t joined(const struct esp_image *images, size_t count, uint64_t *end)
{
    size_t n = 0;

    do
        *end = sector_up(end_of(&images[n++]));
    while (n < count && sector_down(images[n].offset) <= *end);
    return n;
}

/* Fills the run with the images, and with the flash's bytes around the images. */
static int fill(const struct esp_plan_run *run, const struct esp_image *images, size_t count,
                esp_plan_read *read, void *ctx)
{
    uint64_t at = run->address, end = (uint64_t)run->address + run->size;
    int err = 0;

    for (size_t i = 0; i <= count && !err; i++) {
        uint64_t gap_end = i < count ? images[i].offset : end;

        if (gap_end > at)
            err = read(ctx, (uint32_t)at, (uint32_t)(gap_end - at),
                       run->data + (at - run->address));
        if (i == count)
            break;
        memcpy(run->data + (images[i].offset - run->address), images[i].data, images[i].size);
        at = end_of(&images[i]);
    }
    return err;
}

static int make_runs(struct esp_plan *plan, esp_plan_read *read, void *ctx)
{
    size_t done = 0;

    while (done < plan->image_count) {
        const struct esp_image *first = &plan->images[done];
        struct esp_plan_run *run = &plan->runs[plan->run_count];
        uint64_t end;
        size_t n = joined(first, plan->image_count - done, &end);
        int err;

        run->address = sector_down(first->offset);
        run->size = (uint32_t)(end - run->address);
        run->data = malloc(run->size);
        if (!run->data)
            return ESP_ERR_NOMEM;
        plan->run_count++;
        plan->sector_count += run->size / ESP_SECTOR_SIZE;
        err = fill(run, first, n, read, ctx);
        if (err)
            return err;
        done += n;
    }
    return 0;
}

static int digest(struct esp_sector *sector)
{
    return EVP_Digest(sector->data, ESP_SECTOR_SIZE, sector->md5, NULL, EVP_md5(), NULL)
               ? 0
               : ESP_ERR_NOMEM;
}

static int make_sectors(struct esp_plan *plan)
{
    struct esp_sector *sector = plan->sectors;
    uint32_t image = 0;

    for (size_t i = 0; i < plan->run_count; i++) {
        const struct esp_plan_run *run = &plan->runs[i];

        for (uint32_t at = 0; at < run->size; at += ESP_SECTOR_SIZE, sector++) {
            sector->address = run->address + at;
            sector->data = run->data + at;
            while (end_of(&plan->images[image]) <= sector->address)
                image++;
            sector->image = image;
            if (digest(sector))
                return ESP_ERR_NOMEM;
        }
    }
    return 0;
}

/* How many sectors, from "first" on, are in the same block of 64 KB. */
static uint32_t rest_of_block(const struct esp_plan *plan, uint32_t first)
{
    uint32_t block = plan->sectors[first].address / ESP_BLOCK64_SIZE, n = 1;

    while (first + n < plan->sector_count &&
           plan->sectors[first + n].address / ESP_BLOCK64_SIZE == block)
        n++;
    return n;
}

static void mark_blank_blocks(struct esp_plan *plan)
{
    for (uint32_t i = 0, n; i < plan->sector_count; i += n) {
        bool blank = true;

        n = rest_of_block(plan, i);
        for (uint32_t k = 0; k < n && blank; k++)
            blank = esp_blank(plan->sectors[i + k].data, ESP_SECTOR_SIZE);
        for (uint32_t k = 0; k < n; k++)
            plan->sectors[i + k].in_blank = blank;
    }
}

/* Finds the address of the image's guard.  If the image holds the whole sector where the
 * chip looks for the program that it starts, that sector is the guard.  (A dump of some
 * chips begins with blank sectors, which would guard nothing.)  Otherwise the image's first
 * sector is the guard.  False if the image has no guard: if it is not longer than a sector,
 * or if it begins inside a sector and does not hold the boot sector. */
static bool find_guard(const struct esp_image *image, uint32_t boot_offset, uint32_t *address)
{
    bool boots = image->offset <= boot_offset &&
                 end_of(image) >= (uint64_t)boot_offset + ESP_SECTOR_SIZE;

    *address = boots ? boot_offset : image->offset;
    return *address % ESP_SECTOR_SIZE == 0 && image->size > ESP_SECTOR_SIZE;
}

static void make_guards(struct esp_plan *plan, uint32_t boot_offset)
{
    uint32_t at = 0, address;

    for (size_t i = 0; i < plan->image_count; i++) {
        plan->guards[i] = -1;
        if (!find_guard(&plan->images[i], boot_offset, &address))
            continue;
        while (plan->sectors[at].address != address)
            at++;
        plan->sectors[at].guard = true;
        plan->guards[i] = at;
    }
}

int esp_plan_make(struct esp_plan *plan, const struct esp_image *images, size_t count,
                  uint32_t boot_offset, esp_plan_read *read, void *ctx)
{
    int err;

    *plan = (struct esp_plan){.images = images, .image_count = count};
    plan->runs = calloc(count, sizeof(*plan->runs));
    plan->guards = calloc(count, sizeof(*plan->guards));
    if (!plan->runs || !plan->guards)
        return ESP_ERR_NOMEM;
    err = make_runs(plan, read, ctx);
    if (err)
        return err;
    plan->sectors = calloc(plan->sector_count, sizeof(*plan->sectors));
    if (!plan->sectors || make_sectors(plan))
        return ESP_ERR_NOMEM;
    mark_blank_blocks(plan);
    make_guards(plan, boot_offset);
    return 0;
}

void esp_plan_free(struct esp_plan *plan)
{
    for (size_t i = 0; i < plan->run_count; i++)
        free(plan->runs[i].data);
    free(plan->runs);
    free(plan->sectors);
    free(plan->guards);
    *plan = (struct esp_plan){0};
}

bool esp_plan_whole_block(const struct esp_plan *plan, uint32_t first, uint32_t size)
{
    const struct esp_sector *sectors = plan->sectors + first;
    uint32_t n = size / ESP_SECTOR_SIZE;

    if (sectors->address % size || plan->sector_count - first < n ||
        sectors[n - 1].address != sectors->address + size - ESP_SECTOR_SIZE)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (sectors[i].state != ESP_SECTOR_CHANGED || sectors[i].blank)
            return false;
    return true;
}
