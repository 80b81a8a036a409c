/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the partition table and of otadata: rows, names, damages, the slot that boots.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/survey/describe_part.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

enum { FLASH = 0x400000 };

#define ROWS \
    "  nvs data nvs 0x9000 0x5000\n" \
    "  otadata data ota 0xe000 0x2000\n" \
    "  app0 app ota_0 0x10000 0x140000\n" \
    "  app1 app ota_1 0x150000 0x140000 encrypted readonly\n" \
    "  spiffs data spiffs 0x290000 0x160000\n"
#define TABLE "at 0x8000 table\n" ROWS "end\n"

static struct image_survey survey;
static bool found;

static void look(const struct recipe_image *image)
{
    struct image_table table;
    struct image_part *part;

    image_survey_init(&survey, image->data, image->size);
    found = image_table_find(&table, image->data, image->size);
    if (found) {
        part = image_survey_add(&survey, IMAGE_PART_TABLE, "table", table.offset, 0x1000);
        image_describe_table(part, &table, FLASH);
    }
}

/* The only complaint about a damaged image. */
static void damaged(const struct recipe_image *image, size_t offset, const char *hex,
                    const char *want, const char *name)
{
    struct recipe_image copy = recipe_damage(image, offset, hex);
    const char *first;

    look(&copy);
    first = recipe_complaint(&survey, 0);
    tap_str(first ? first : "nothing", want, name);
    image_survey_free(&survey);
    recipe_free(&copy);
}

static void fact(unsigned item, const char *key, const char *want)
{
    tap_str(recipe_fact(&survey, "table", "partition", item, key), want, key);
}

static void test_sound(void)
{
    struct recipe_image image = recipe_make("size 64K\n" TABLE);

    look(&image);
    tap_ok(found && !recipe_complaint(&survey, 0), "a sound table has no faults");
    tap_str(recipe_fact(&survey, "table", NULL, 0, "partitions"), "5", "five rows");
    tap_str(recipe_fact(&survey, "table", NULL, 0, "md5-right"), "1", "the MD5 is right");
    fact(0, "name", "nvs");
    fact(0, "type", "data");
    fact(0, "subtype", "nvs");
    fact(0, "offset", "36864");
    fact(0, "size", "20480");
    fact(0, "encrypted", "");
    fact(3, "subtype", "ota_1");
    fact(3, "encrypted", "1");
    fact(3, "readonly", "1");
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_damages(void)
{
    struct recipe_image image = recipe_make("size 64K\n" TABLE), plain;

    damaged(&image, 0x80b0, "00", "the MD5 at 0x80a0 is not that of the 5 rows before it", "a damaged MD5");
    damaged(&image, 0x800c, "4e", "the MD5 at 0x80a0 is not that of the 5 rows before it", "a damaged name");
    damaged(&image, 0x8060, "00", "the row at 0x8060 begins with 0x5000, not with 0x50aa or ff", "a damaged magic");
    damaged(&image, 0x80c0, "00", "the row at 0x80c0 begins with 0xff00, not with 0x50aa or ff", "a damaged end");
    recipe_free(&image);
    plain = recipe_make("size 64K\nat 0x8000 table md5=no\n" ROWS "end\n");
    damaged(&plain, 0x8000, "aa", "nothing", "a table without MD5 is no fault");
    damaged(&plain, 0x8008, "00000000", "row 0 at 0x8000: the size is 0", "no size");
    damaged(&plain, 0x8088, "00000001",
            "row 4 at 0x8080: ends at 0x1290000, the flash at 0x400000", "beyond the flash");
    damaged(&plain, 0x8088, "ffffffff",
            "row 4 at 0x8080: ends at 0x10028ffff, the flash at 0x400000", "beyond 32 bits");
    damaged(&plain, 0x8045, "10",
            "row 2 at 0x8040: begins at 0x11000, which is no multiple of 0x10000", "an application unaligned");
    damaged(&plain, 0x8004, "00a1",
            "row 0 at 0x8000: begins at 0xa100, which is no multiple of 0x1000", "data unaligned");
    damaged(&plain, 0x8068, "00001500",
            "row 4 at 0x8080: begins at 0x290000 and overlaps row 3, which ends at 0x2a0000", "overlapping rows");
    damaged(&plain, 0x8005, "80",
            "row 0 at 0x8000: begins at 0x8000 and overlaps the table, which ends at 0x9000", "over the table");
    damaged(&plain, 0x806c, "6170703000", "row 3 at 0x8060: row 2 has the same name", "a name twice");
    recipe_free(&plain);
}

static void end_is(const char *recipe, const char *want, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    damaged(&image, 0, "ff", want, name);
    recipe_free(&image);
}

static void test_ends(void)
{
    struct recipe_image image = recipe_make("size 64K\n" TABLE "at 0x8c00 fill 16 00\n");
    char recipe[96 * 40 + 100];
    int length = sprintf(recipe, "size 64K\nat 0x8000 table md5=no\n");

    damaged(&image, 0, "00", "nothing", "bytes behind the table do not matter");
    recipe_free(&image);
    end_is(TABLE "cut 0x80a0\n", "the image ends at 0x80a0, before a row of ff", "a cut table");
    for (unsigned i = 0; i < 96; i++)
        length += sprintf(recipe + length, "  n%u 0x40 0x7 0x%x 0x1000\n", i, 0x10000 + i * 0x1000);
    sprintf(recipe + length, "end\n");
    end_is(recipe, "the table ends at 0x8c00 without a row of ff", "a full table");
}

/* Where the table is found; 0: nowhere. */
static void place(const char *recipe, uint32_t want, const char *name)
{
    struct recipe_image image = recipe_make(recipe);
    struct image_table table;

    found = image_table_find(&table, image.data, image.size);
    tap_is(found ? table.offset : UINT32_MAX, want, name);
    recipe_free(&image);
}

static void test_places(void)
{
    place("size 64K\nat 0xd000 table\n" ROWS "end\n", 0xd000, "a table at 0xd000");
    place("at 0 table\n" ROWS "end\n", 0, "a table alone");
    place("size 128K\nat 0x10000 table md5=no\n" ROWS "end\n", 0x10000, "a table without MD5 at 0x10000");
    place("size 64K\n" TABLE "at 0xd000 table\n" ROWS "end\n", 0x8000, "the default place comes first");
    place("size 64K\nat 0x8000 table md5=wrong\n" ROWS "end\nat 0xd000 table\n" ROWS "end\n", 0xd000,
          "a sound table comes before a damaged one");
    place("size 64K\nat 0x8000 table md5=wrong\n" ROWS "end\n", 0x8000, "a damaged table is found");
    place("size 64K\nat 0x9000 table md5=wrong\n" ROWS "end\nat 0xd000 table md5=wrong\n" ROWS "end\n", 0x9000,
          "of two damaged ones the first");
    place("size 64K\nat 0x9000 table md5=wrong\n" ROWS "end\nat 0xd000 table md5=no\n" ROWS "end\n", 0xd000,
          "a sane table without MD5 comes before a damaged one");
    place("size 64K\nat 0x1000 table\n" ROWS "end\n" TABLE, 0x8000, "the default place comes before earlier ones");
    place("size 64K\nat 0xd000 hex aa50 0102\n", UINT32_MAX, "two bytes are no table");
    place("size 64K\nat 0xd000 table md5=no\n x data nvs 0x9000 0x1000\nend\ndamage 0xd020=00\n", UINT32_MAX,
          "one row without an end is no table");
    place("size 64K\nat 0xd100 table\n" ROWS "end\n", UINT32_MAX, "a table begins at a sector");
    place("size 0\n", UINT32_MAX, "an empty image has none");
}

static void boots(const char *records, const char *rows, const char *want, const char *complaint,
                  const char *name)
{
    char recipe[1000];
    struct recipe_image image;
    struct image_otadata otadata;
    struct image_table table;
    const char *first;

    sprintf(recipe, "size 64K\nat 0x8000 table\n%send\nat 0xe000 otadata %s\n", rows, records);
    image = recipe_make(recipe);
    image_survey_init(&survey, image.data, image.size);
    tap_ok(image_table_find(&table, image.data, image.size), "%s: a table", name);
    image_otadata_parse(&otadata, image.data + 0xe000, 0x2000);
    image_describe_otadata(image_survey_add(&survey, IMAGE_PART_OTADATA, "otadata", 0xe000, 0x2000),
                           &otadata, &table);
    tap_str(recipe_fact(&survey, "otadata", NULL, 0, "boots"), want, name);
    first = recipe_complaint(&survey, 0);
    tap_str(first ? first : "nothing", complaint, "  and what is wrong");
    image_survey_free(&survey);
    recipe_free(&image);
}

#define FACTORY "  factory app factory 0x10000 0x100000\n"
#define SLOTS "  a app ota_0 0x110000 0x100000\n  b app ota_1 0x210000 0x100000\n"

static void test_boots(void)
{
    boots("", FACTORY SLOTS, "factory", "nothing", "blank records: factory");
    boots("", SLOTS, "a", "nothing", "blank records without factory: ota_0");
    boots("seq0=1", FACTORY SLOTS, "a", "nothing", "sequence 1: ota_0");
    boots("seq0=1 seq1=2", FACTORY SLOTS, "b", "nothing", "sequence 2: ota_1");
    boots("seq0=3 seq1=2", FACTORY SLOTS, "a", "nothing", "sequence 3: ota_0 again");
    boots("seq0=1 state0=valid seq1=2 state1=aborted", FACTORY SLOTS, "a", "nothing", "aborted");
    boots("seq0=1 state0=invalid seq1=2 state1=aborted", FACTORY SLOTS, "factory", "nothing", "both refused");
    boots("seq0=1 seq1=2 crc1=00000000", FACTORY SLOTS, "a",
          "record 1 at 0xf000: the CRC is 0x00000000, not 0x55f63774", "a wrong CRC");
    boots("seq0=1 state0=pending", SLOTS, "a",
          "record 0 at 0xe000: the application has not confirmed that it works; a bootloader with "
          "rollback will start another one",
          "pending");
    boots("seq0=1 state0=9", SLOTS, "a", "record 0 at 0xe000: the state is 0x9", "an unknown state");
    boots("seq0=1", FACTORY, "factory", "nothing", "no slots");
    boots("seq0=2", "  a app ota_0 0x110000 0x100000\n  c app ota_2 0x210000 0x100000\n",
          "the table has no row for the application that is chosen",
          "the table has no row for the application that is chosen", "a slot without a row");
}

int main(void)
{
    test_sound();
    test_damages();
    test_ends();
    test_places();
    test_boots();
    return tap_done();
}
