/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of updates over the air that need staging, with the numbers of public reports; and
 * of the layouts.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/fit/fit.h"

#include "tap.h"

#define KB(n) ((uint32_t)(n) << 10)

static struct image_fit_staging staging;

static void stage(const char *layout, uint32_t current, uint32_t size, uint32_t gzip_size)
{
    const struct image_layout *found = image_layout_named(layout);

    staging = (struct image_fit_staging){
        .fs_start = found ? found->fs_start : 0,
        .current = current,
        .size = size,
        .gzip_size = gzip_size,
    };
    image_fit_stage(&staging);
}

/* letscontrolit/ESPEasy, issue 2525: "Sketch Size: 853 kB (20 kB free)", "OTA possible:
 * false". */
static void test_espeasy_2525(void)
{
    stage("1M128", KB(853), KB(850), KB(600));
    tap_is(staging.max_size, KB(20), "ESPEasy 2525: 20 kB are free, as the board says");
    tap_ok(!staging.fits && !staging.fits_packed, "  the update does not fit, packed or not");
    tap_is(staging.step_max, KB(20), "  nor does any first step");
}

/* letscontrolit/ESPEasy, issue 5132: "Sketch Size: 599 kB (276 kB free)", "Max. OTA Sketch
 * Size: 599 kB (614384 bytes)"; builds of 614384 and 612624 bytes. */
static void test_espeasy_5132(void)
{
    stage("1M128", 614384, 614384, 440000);
    tap_is(staging.max_size, KB(276), "ESPEasy 5132: 276 kB are free, as the board says");
    tap_ok(!staging.fits, "  the new build does not fit at once");
    tap_is(staging.step_max, KB(276), "  a first step may have 276 kB");
    stage("1M128", KB(276), 614384, 440000);
    tap_ok(staging.fits, "  and behind a step of that size, the largest build fits");
    stage("1M128", KB(276), 614401, 440000);
    tap_ok(!staging.fits, "  but a sector more does not");
    stage("1M128", KB(276) + 1, 614384, 440000);
    tap_ok(!staging.fits, "  nor does it fit behind a larger step");
}

/* arendst/Tasmota, issue 1662: "Program Size 512kB, Free Program Space 488kB"; a build of
 * 519 kB. */
static void test_tasmota_1662(void)
{
    stage("1M", KB(512) + 1, KB(519), KB(370));
    tap_is(staging.max_size, KB(488), "Tasmota 1662: 488 kB are free, as the board says");
    tap_ok(!staging.fits, "  519 kB do not fit");
    tap_ok(staging.fits_packed, "  but 370 kB do, packed");
    tap_is(staging.step_max, KB(484), "  and 484 kB as a first step leave room for the second");
    tap_is(staging.step_max_unpacked, KB(1004 - 372), "  a packed one may be larger");
}

/* wled/WLED, issue 3257: with a file system of 512 KB the packed build fits, with 1 MB it
 * does not. */
static void test_wled_3257(void)
{
    stage("2M512", KB(830), KB(840), KB(590));
    tap_ok(!staging.fits && staging.fits_packed, "WLED 3257: packed, with 512 KB of files");
    stage("2M1M", KB(830), KB(840), KB(590));
    tap_ok(!staging.fits && !staging.fits_packed, "  and not with 1 MB of files");
}

/* boards.txt: "1MB (FS:64KB OTA:~470KB)", for two programs of the same size. */
static void test_halves(void)
{
    stage("1M64", 0x75000, 0x75000, 1);
    tap_ok(staging.fits, "two programs of half the space each fit");
    stage("1M64", 0x75000, 0x76001, 1);
    tap_ok(!staging.fits, "and one sector more does not");
}

static void test_limits(void)
{
    stage("4M2M", KB(500), KB(1024), KB(700));
    tap_ok(staging.fits, "a program of 1 MB fits into 4 MB");
    stage("4M2M", KB(500), KB(1024) + 1, KB(700));
    tap_ok(!staging.fits && !staging.fits_packed && staging.step_max == 0,
           "a larger one is more than the chip maps");
    stage("1M512", KB(500), KB(400), KB(300));
    tap_is(staging.max_size, 0, "behind a program that is too large there is no space");
    tap_ok(!staging.fits && !staging.fits_packed, "  so nothing fits");
}

static void test_layouts(void)
{
    unsigned wrong = 0;

    for (size_t i = 0; i < image_layout_count; i++) {
        const struct image_layout *layout = &image_layouts[i];

        wrong += image_layout_named(layout->name) != layout;
        if (layout->fs_start) {
            wrong += layout->fs_start % IMAGE_FIT_SECTOR != 0;
            wrong += layout->fs_start >= layout->chip_size;
            wrong += image_layout_with(layout->chip_size,
                                       layout->has_fs ? layout->fs_start : 0) != layout;
        } else {
            wrong += 0x10000 + layout->slots * layout->slot_size > layout->chip_size;
        }
    }
    tap_is(wrong, 0, "each layout has one name, and lies in its flash");
    tap_ok(image_layout_named("1m64") == image_layout_with(1 << 20, 0xeb000),
           "a name in small letters is the same");
    tap_ok(!image_layout_named("3M") && !image_layout_with(1 << 20, 0xec000),
           "there are no others");
}

int main(void)
{
    test_espeasy_2525();
    test_espeasy_5132();
    test_tasmota_1662();
    test_wled_3257();
    test_halves();
    test_limits();
    test_layouts();
    return tap_done();
}
