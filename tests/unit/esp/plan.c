/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of plans: images as whole sectors, the bytes around them, guards, whole
 * blocks.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/flash/plan.h"

#include <stdlib.h>

#include "tap.h"

enum { FLASH = 0x40000 };

static uint8_t flash[FLASH], contents[FLASH];
static unsigned reads;

static int read_flash(void *ctx, uint32_t address, uint32_t size, uint8_t *data)
{
    (void)ctx;
    reads++;
    memcpy(data, flash + address, size);
    return 0;
}

static int read_fails(void *ctx, uint32_t address, uint32_t size, uint8_t *data)
{
    (void)ctx;
    (void)address;
    (void)size;
    (void)data;
    return ESP_ERR_LINE;
}

static void set_up(void)
{
    for (uint32_t i = 0; i < FLASH; i++) {
        flash[i] = (uint8_t)(i * 7 + (i >> 8));
        contents[i] = (uint8_t)~flash[i];
    }
    reads = 0;
}

static struct esp_image image(uint32_t offset, uint32_t size)
{
    return (struct esp_image){.offset = offset, .size = size, .data = contents + offset};
}

/* True if every byte of the plan is an image's byte or, outside the images, the flash's
 * byte. */
static bool plan_is_right(const struct esp_plan *plan)
{
    for (uint32_t i = 0; i < plan->sector_count; i++)
        for (uint32_t at = 0; at < ESP_SECTOR_SIZE; at++) {
            uint32_t address = plan->sectors[i].address + at;
            uint8_t want = flash[address];

            for (size_t k = 0; k < plan->image_count; k++)
                if (address - plan->images[k].offset < plan->images[k].size)
                    want = contents[address];
            if (plan->sectors[i].data[at] != want)
                return false;
        }
    return true;
}

static void test_whole_sectors(void)
{
    struct esp_image images[] = {image(0x1000, 0x3000)};
    struct esp_plan plan;

    set_up();
    tap_is(esp_plan_make(&plan, images, 1, 0, read_flash, NULL) == 0, 1, "an aligned image");
    tap_is(plan.sector_count, 3, "has its sectors");
    tap_is(reads, 0, "for which nothing is read");
    tap_ok(plan_is_right(&plan), "and its contents");
    tap_ok(plan.guards[0] == 0 && plan.sectors[0].guard && !plan.sectors[1].guard,
           "its first sector is its guard");
    esp_plan_free(&plan);
}

static void test_edges(void)
{
    struct esp_image images[] = {image(0x1abc, 1), image(0x2ffe, 0x1003), image(0x8000, 10)};
    struct esp_plan plan;

    set_up();
    tap_is(esp_plan_make(&plan, images, 3, 0, read_flash, NULL) == 0, 1, "images across sectors");
    tap_is(plan.run_count, 2, "adjacent sectors are one run");
    tap_is(plan.sector_count, 5, "with each sector once");
    tap_ok(plan_is_right(&plan), "what is around them is kept");
    tap_is(plan.sectors[0].image, 0, "a sector belongs to the image in it");
    tap_is(plan.sectors[2].image, 1, "and the next one to the next image");
    tap_ok(plan.guards[0] < 0 && plan.guards[1] < 0 && plan.guards[2] < 0,
           "none that begins inside a sector or is that short has a guard");
    esp_plan_free(&plan);
}

static void test_shared_sector(void)
{
    struct esp_image images[] = {image(0, 0x1800), image(0x1900, 0x1000)};
    struct esp_plan plan;

    set_up();
    tap_is(esp_plan_make(&plan, images, 2, 0, read_flash, NULL) == 0, 1, "two images in one sector");
    tap_is(plan.sector_count, 3, "share it");
    tap_ok(plan_is_right(&plan), "with what is between and behind them kept");
    tap_is(plan.sectors[1].image, 0, "it counts as the first one's");
    esp_plan_free(&plan);
}

/* The address of the image's guard sector, for a chip that boots from boot_offset; or
 * -1. */
static int64_t guard_of(struct esp_image one, uint32_t boot_offset)
{
    struct esp_plan plan;
    int64_t address = -1;
    unsigned guards = 0;

    set_up();
    if (esp_plan_make(&plan, &one, 1, boot_offset, read_flash, NULL) == 0 && plan.guards[0] >= 0)
        address = plan.sectors[plan.guards[0]].address;
    for (uint32_t i = 0; i < plan.sector_count; i++)
        guards += plan.sectors[i].guard;
    esp_plan_free(&plan);
    return guards == (address >= 0) ? address : -2;
}

static void test_boot_offset(void)
{
    tap_is((uint64_t)guard_of(image(0, 0x4000), 0x1000), 0x1000,
           "where the chip looks for its bootloader is the guard of a whole dump");
    tap_is((uint64_t)guard_of(image(0x1000, 0x2000), 0x1000), 0x1000, "and of the bootloader");
    tap_is((uint64_t)guard_of(image(0x2000, 0x3000), 0x1000), 0x2000,
           "an image elsewhere has its first sector");
    tap_is((uint64_t)guard_of(image(0, 0x1800), 0x1000), 0,
           "so has one that ends within that sector");
    tap_is((uint64_t)guard_of(image(0xabc, 0x4000), 0x1000), 0x1000,
           "one that begins inside a sector may hold it");
    tap_is((uint64_t)guard_of(image(0xabc, 0x4000), 0x8000), (uint64_t)-1, "or has none");
}

static void test_failure(void)
{
    struct esp_image images[] = {image(1, 1)};
    struct esp_plan plan;

    set_up();
    tap_ok(esp_plan_make(&plan, images, 1, 0, read_fails, NULL) == ESP_ERR_LINE,
           "a flash that cannot be read is an error");
    esp_plan_free(&plan);
}

static void mark_all(struct esp_plan *plan, enum esp_sector_state state, bool blank)
{
    for (uint32_t i = 0; i < plan->sector_count; i++) {
        plan->sectors[i].state = state;
        plan->sectors[i].blank = blank;
    }
}

static void test_blocks(void)
{
    struct esp_image images[] = {image(0xf000, 0x22000)};
    struct esp_plan plan;

    set_up();
    esp_plan_make(&plan, images, 1, 0, read_flash, NULL);
    mark_all(&plan, ESP_SECTOR_CHANGED, false);
    tap_ok(esp_plan_whole_block(&plan, 1, ESP_BLOCK64_SIZE), "a block that is all to be written");
    tap_ok(!esp_plan_whole_block(&plan, 0, ESP_BLOCK64_SIZE), "not from inside a block");
    tap_ok(!esp_plan_whole_block(&plan, 33, ESP_BLOCK64_SIZE), "not past the image's end");
    plan.sectors[9].blank = true;
    tap_ok(!esp_plan_whole_block(&plan, 1, ESP_BLOCK64_SIZE), "not where a sector is blank");
    plan.sectors[9].blank = false;
    plan.sectors[8].state = ESP_SECTOR_RIGHT;
    tap_ok(!esp_plan_whole_block(&plan, 1, ESP_BLOCK64_SIZE), "not where a sector is right");
    esp_plan_free(&plan);
}

int main(void)
{
    test_whole_sectors();
    test_edges();
    test_shared_sector();
    test_boot_offset();
    test_failure();
    test_blocks();
    return tap_done();
}
