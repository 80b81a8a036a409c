/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of image/map and image/survey/image_cover: which part a byte belongs to, what a cell
 * holds, and how much is written and changed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/map/image_map.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "image/map/image_tally.h"
#include "image/survey/image_cover.h"

#include "tap.h"

enum { SIZE = 0x10000, CELL = 0x1000, CELLS = SIZE / CELL };

static uint8_t data[SIZE], older[SIZE];
static const struct image_base no_base;

static void fill(uint32_t offset, uint32_t size, uint8_t byte)
{
    memset(data + offset, byte, size);
}

/* The cells as letters; capital letters are changed ones. */
static const char *picture(const struct image_survey *survey, const struct image_base *base)
{
    static char text[CELLS + 1];
    struct image_cell cells[CELLS];
    size_t count = (survey->size + CELL - 1) / CELL;

    if (!image_map_fill(cells, count, CELL, survey, base))
        return NULL;
    for (size_t i = 0; i < count; i++) {
        text[i] = "bzcdfo"[cells[i].kind];
        if (cells[i].changed)
            text[i] = (char)(text[i] - 'a' + 'A');
    }
    text[count] = '\0';
    return text;
}

static void segment(struct image_part *part, uint32_t address, uint32_t offset, uint32_t size)
{
    image_fact_item(part, "segment");
    image_fact_hex(part, "address", address);
    image_fact_hex(part, "offset", offset);
    image_fact_bytes(part, "size", size);
}

static void test_cells(void)
{
    struct image_survey survey;
    struct image_part *app;

    fill(0, SIZE, 0xff);
    image_survey_init(&survey, data, SIZE);
    tap_str(picture(&survey, &no_base), "bbbbbbbbbbbbbbbb", "all is blank");
    data[0x2fff] = 0;
    fill(0x4000, 0x1000, 0);
    tap_str(picture(&survey, &no_base), "bbobzbbbbbbbbbbb", "a byte is other data, zeros are zeros");

    app = image_survey_add(&survey, IMAGE_PART_APPLICATION, "app0", 0x8000, 0x6000);
    app->used = 0x3800;
    fill(0x8000, 0x3800, 0x11);
    tap_str(picture(&survey, &no_base), "bbobzbbbccccbbbb", "behind the program the partition is blank");
    data[0xc800] = 1;
    tap_str(picture(&survey, &no_base), "bbobzbbbccccobbb", "what a program does not fill is other data");
    segment(app, 0x3f400020, 0x8020, 0x1fe0);
    segment(app, 0x400d0020, 0xa000, 0x800);
    tap_str(picture(&survey, &no_base), "bbobzbbbddccobbb", "a segment on the data bus is data");
    segment(app, 0x3ffb0000, 0xffffff00, 0xffffffff);
    segment(app, 0x3ffb0000, 0x100, 0x20);
    tap_str(picture(&survey, &no_base), "bbobzbbbddccobbb", "segments outside of the program are left out");

    image_survey_add(&survey, IMAGE_PART_NVS, "nvs", 0x2000, 0x1000);
    image_survey_add(&survey, IMAGE_PART_FILE_SYSTEM, "spiffs", 0xe000, 0xffffffff);
    image_survey_add(&survey, IMAGE_PART_BLANK, "empty", 0x5000, 0x1000);
    data[0xf123] = data[0x5000] = 7;
    tap_str(picture(&survey, &no_base), "bbdbzobbddccobbf",
            "data, a file system, and what is in an empty partition");
    image_survey_free(&survey);
}

static void test_changes(void)
{
    struct image_base base = {.data = older, .size = SIZE};
    struct image_survey survey;

    fill(0, SIZE, 0xff);
    data[0x3000] = 1;
    memcpy(older, data, SIZE);
    image_survey_init(&survey, data, SIZE);
    tap_str(picture(&survey, &base), "bbbobbbbbbbbbbbb", "nothing is changed");
    older[0x4fff] = 0;
    older[0x3000] = 2;
    tap_str(picture(&survey, &base), "bbbOBbbbbbbbbbbb", "a cell is changed by one byte");
    base.size = 0x3800;
    data[0x3900] = 9;
    data[0x8000] = 9;
    tap_str(picture(&survey, &base), "bbbObbbbObbbbbbb", "behind the base's end what is not blank is changed");
    survey.size = 0x2001;
    tap_str(picture(&survey, &base), "bbb", "the last cell may be short");
    image_survey_free(&survey);
}

/* "0-1000:a 1000-3000:b", with "." for no part. */
static const char *cover_text(const struct image_survey *survey, uint32_t size)
{
    static char text[512];
    struct image_cover cover;
    size_t used = 0;

    if (!image_cover_make(&cover, survey, size))
        return NULL;
    text[0] = '\0';
    for (size_t i = 0; i < cover.count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%x-%x:%s", i ? " " : "",
                                 cover.spans[i].first, cover.spans[i].end,
                                 cover.spans[i].part ? cover.spans[i].part->name : ".");
    image_cover_free(&cover);
    return text;
}

static void test_cover(void)
{
    struct image_survey survey;

    image_survey_init(&survey, data, SIZE);
    tap_str(cover_text(&survey, 0x100), "0-100:.", "an image without parts");
    image_survey_add(&survey, IMAGE_PART_APPLICATION, "in", 0x20, 0x10);
    image_survey_add(&survey, IMAGE_PART_DATA, "out", 0x10, 0x40);
    tap_str(cover_text(&survey, 0x100), "0-10:. 10-20:out 20-30:in 30-50:out 50-100:.",
            "the inner part wins, in whatever order they are listed");
    image_survey_add(&survey, IMAGE_PART_NVS, "over", 0x48, 0x10);
    image_survey_add(&survey, IMAGE_PART_DATA, "alike", 0x20, 0x10);
    tap_str(cover_text(&survey, 0x100),
            "0-10:. 10-20:out 20-30:in 30-48:out 48-58:over 58-100:.",
            "parts that overlap; and of two in the same place a program tells more than data");
    image_survey_add(&survey, IMAGE_PART_DATA, "wrap", 0xfffffff0, 0xffffffff);
    image_survey_add(&survey, IMAGE_PART_DATA, "none", 0x60, 0);
    tap_str(cover_text(&survey, 0x50), "0-10:. 10-20:out 20-30:in 30-48:out 48-50:over",
            "what lies behind the end is left out");
    image_survey_free(&survey);
    image_survey_init(&survey, data, SIZE);
    image_survey_add(&survey, IMAGE_PART_APPLICATION, "app", 0x10, 0x10);
    image_survey_add(&survey, IMAGE_PART_DATA, "out", 0x10, 0x40);
    tap_str(cover_text(&survey, 0x60), "0-10:. 10-20:app 20-50:out 50-60:.",
            "a part that begins with the part in it");
    image_survey_free(&survey);
}

static void test_tally(void)
{
    struct image_base base = {.data = older, .size = 0x1234};
    struct image_tally tally;
    uint32_t wrong = 0;

    srand(1);
    for (uint32_t i = 0; i < SIZE; i++) {
        data[i] = rand() % 3 ? 0xff : (uint8_t)rand();
        older[i] = rand() % 3 ? data[i] : (uint8_t)rand();
    }
    tap_ok(image_tally_make(&tally, data, 0x2345, &base), "a tally is made");
    for (uint32_t round = 0; round < 500; round++) {
        uint32_t first = (uint32_t)rand() % 0x2400, end = (uint32_t)rand() % 0x2400;
        uint32_t written = 0, changed = 0;

        for (uint32_t i = first; i < end && i < 0x2345; i++) {
            written += data[i] != 0xff;
            changed += data[i] != (i < 0x1234 ? older[i] : 0xff);
        }
        wrong += image_tally_written(&tally, first, end) != written ||
                 image_tally_changed(&tally, first, end) != changed;
    }
    tap_is(wrong, 0, "written and changed bytes of any range are as counted one by one");
    image_tally_free(&tally);
}

static void test_grid(void)
{
    struct image_grid grid;

    image_grid_make(&grid, 4 << 20, 32, 32);
    tap_ok(grid.cell_size == 4096 && grid.row_size == 128 << 10 && grid.rows == 32,
           "4 MiB in 32 columns: a sector in each cell");
    image_grid_make(&grid, (16 << 20) + 1, 64, 32);
    tap_ok(grid.rows == 17 && grid.row_size == 1 << 20 && grid.cells == 16 * 64 + 1,
           "a row more for a byte more");
    image_grid_make(&grid, 1, 32, 32);
    tap_ok(grid.rows == 1 && grid.cells == 1 && grid.cell_size == 16, "a byte has a row");
}

/* Parts that a hostile image makes: thousands, one in the other. */
static void test_many_parts(void)
{
    enum { PARTS = 20000 };
    struct image_survey survey;
    struct image_cover cover;

    image_survey_init(&survey, data, SIZE);
    for (uint32_t i = 0; i < PARTS; i++)
        image_survey_add(&survey, IMAGE_PART_DATA, "x", i, 2 * (PARTS - i));
    tap_ok(image_cover_make(&cover, &survey, SIZE) && cover.count == 2 * PARTS,
           "20000 parts, one in the other");
    image_cover_free(&cover);
    image_survey_free(&survey);
}

int main(void)
{
    test_cells();
    test_changes();
    test_cover();
    test_tally();
    test_grid();
    test_many_parts();
    return tap_done();
}
