/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of using a partition table: which tables can be trusted, and which row a name means.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/table/table_use.h"

#include <stdio.h>
#include <string.h>

#include "tap.h"
#include "unit/image/recipe_image.h"

enum { FLASH = 0x400000, PLACE = 0xd000 };

#define ROWS \
    "  nvs data nvs 0xf000 0x1000\n" \
    "  otadata data ota 0x10000 0x2000\n" \
    "  app0 app ota_0 0x20000 0x140000\n" \
    "  ota_0 data 0x40 0x160000 0x1000\n" \
    "  one data spiffs 0x290000 0x10000\n" \
    "  two data spiffs 0x2a0000 0x156000\n"
#define TABLE "at 0 table\n" ROWS "end\n"

/* Parses the table of an image that begins with a table, as if it lay at PLACE. */
static bool parse(struct image_table *table, const struct recipe_image *image)
{
    struct image_trouble trouble;

    return image_table_parse_rows(table, image->data, image->size, PLACE, &trouble);
}

/* What is said about a table with these bytes replaced. */
static void sound_is(const char *recipe, size_t offset, const char *hex, uint32_t place,
                     const char *want, const char *name)
{
    struct recipe_image image = recipe_make(recipe), copy = recipe_damage(&image, offset, hex);
    struct image_trouble trouble = {.text = "sound"};
    struct image_table table;

    if (!parse(&table, &copy))
        tap_ok(false, "%s: no table", name);
    else if (image_table_sound(&table, FLASH, &trouble))
        snprintf(trouble.text, sizeof(trouble.text), "sound");
    tap_str(trouble.text, want, name);
    if (strcmp(want, "sound") != 0)
        tap_is(trouble.offset, place, "  at its place");
    recipe_free(&copy);
    recipe_free(&image);
}

#define PLAIN "at 0 table md5=no\n" ROWS "end\n"

static void test_sound(void)
{
    sound_is(TABLE, 0, "aa", 0, "sound", "a sound table");
    sound_is(PLAIN, 0, "aa", 0, "sound", "a table without MD5");
    sound_is(TABLE, 0xd8, "00", 0xd0c0, "the MD5 at 0xd0c0 is not that of the 6 rows before it",
             "a damaged MD5");
    sound_is(TABLE, 0xc, "4e", 0xd0c0, "the MD5 at 0xd0c0 is not that of the 6 rows before it",
             "a damaged name");
    sound_is(TABLE, 0x60, "00", 0xd060, "the row at 0xd060 begins with 0x5000, not with 0x50aa or ff",
             "a damaged magic");
    sound_is(TABLE, 0xe0,
             "aa50014000002e000010000061000000000000000000000000000000" "00000000", 0xd0e0,
             "the row at 0xd0e0 follows the MD5, which does not cover it", "a row behind the MD5");
    sound_is(TABLE "cut 0xe0\n", 0, "aa", 0xd0e0,
             "the rows go on to 0xd0e0, and no row of ff ends them", "a table without an end");
    sound_is(PLAIN, 8, "00000000", 0xd000, "the row at 0xd000 (nvs) has the size 0", "no size");
    sound_is(PLAIN, 0xa8, "00001600", 0xd0a0, "sound", "up to the end of the flash");
    sound_is(PLAIN, 0xa8, "00101600", 0xd0a0,
             "the row at 0xd0a0 (two) ends at 0x401000, and the flash at 0x400000", "beyond it");
    sound_is(PLAIN, 4, "00d80000", 0xd000,
             "nvs (0xd800-0xe7ff, row at 0xd000) overlaps the table (0xd000-0xdfff)", "the table");
    sound_is(PLAIN, 0x88, "01000100", 0xd0a0,
             "two (0x2a0000-0x3f5fff, row at 0xd0a0) overlaps one (0x290000-0x2a0000)",
             "by one byte");
    sound_is(PLAIN, 0xac, "6f6e65", 0xd0a0, "the rows at 0xd080 and 0xd0a0 have the same name one",
             "a name twice");
    sound_is(PLAIN, 0x24, "00010100", 0, "sound", "the alignment does not matter");
}

static void choice_is(const struct image_table *table, const char *name, enum image_choice want,
                      const char *row_name)
{
    const struct image_row *row;

    tap_is(image_table_choose(table, name, &row), want, name);
    tap_str(row ? row->name : "none", row_name, "  its row");
}

static void test_choose(void)
{
    struct recipe_image image = recipe_make(TABLE);
    struct image_table table;

    tap_ok(parse(&table, &image), "a table");
    choice_is(&table, "nvs", IMAGE_CHOICE_NAME, "nvs");
    choice_is(&table, "ota", IMAGE_CHOICE_SUBTYPE, "otadata");
    choice_is(&table, "ota_0", IMAGE_CHOICE_NAME, "ota_0");
    choice_is(&table, "ota_1", IMAGE_CHOICE_NONE, "none");
    choice_is(&table, "spiffs", IMAGE_CHOICE_SEVERAL, "one");
    choice_is(&table, "NVS", IMAGE_CHOICE_NONE, "none");
    choice_is(&table, "nvs ", IMAGE_CHOICE_NONE, "none");
    choice_is(&table, "", IMAGE_CHOICE_NONE, "none");
    choice_is(&table, "data", IMAGE_CHOICE_NONE, "none");
    recipe_free(&image);
}

int main(void)
{
    test_sound();
    test_choose();
    return tap_done();
}
