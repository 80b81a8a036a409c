/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of settings outside of NVS: the SDK's last sectors, Tasmota, ESPEasy.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/survey/describe_part.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

static struct image_survey survey;

static void look(const struct recipe_image *image)
{
    image_survey_init(&survey, image->data, image->size);
    image_survey_sdk(&survey, (uint32_t)image->size);
    image_survey_tasmota(&survey);
}

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

static void fact(const char *part, const char *list, unsigned item, const char *key, const char *want)
{
    tap_str(recipe_fact(&survey, part, list, item, key), want, key);
}

static enum image_part_kind kind_of(const char *part)
{
    const struct image_part *found = image_survey_find_name(&survey, part);

    return found ? found->kind : IMAGE_PART_KINDS;
}

static void test_sdk(void)
{
    struct recipe_image image =
        recipe_make("size 1M\nat 0xfc000 rf crystal=0 adc=0\nat 0xfd000 sdk copy=1 writes=9 boots=2 boot-version=6\n");

    look(&image);
    tap_ok(!recipe_complaint(&survey, 0), "nothing to complain about");
    fact("rf-init", NULL, 0, "version", "8");
    fact("rf-init", NULL, 0, "crystal", "40 MHz");
    fact("rf-init", NULL, 0, "adc", "pin");
    fact("sdk-parameters", NULL, 0, "copy", "1");
    fact("sdk-parameters", NULL, 0, "copy-offset", "1040384");
    fact("sdk-parameters", NULL, 0, "writes", "9");
    fact("sdk-parameters", NULL, 0, "boots", "user2");
    fact("sdk-parameters", NULL, 0, "boot-version", "6");
    tap_ok(!image_survey_find_name(&survey, "user-sector"), "a blank sector is not mentioned");
    image_survey_free(&survey);
    damaged(&image, 0xfe010, "00", "copy 1 at 0xfe000: the checksum is 0x91, not 0xfe", "the copy");
    damaged(&image, 0xff010, "00000000", "the choice at 0xff000: copy 1 has 0 bytes, not 1 to 4096", "no length");
    damaged(&image, 0xff010, "01100000", "the choice at 0xff000: copy 1 has 4097 bytes, not 1 to 4096", "a long length");
    damaged(&image, 0xff010, "ffffffff", "the choice at 0xff000: copy 1 has 4294967295 bytes, not 1 to 4096", "no limit");
    damaged(&image, 0xfd010, "00", "nothing", "the other copy does not matter");
    damaged(&image, 0xfc000, "06", "at 0xfc000 there is something else than start values of the radio", "the radio");
    recipe_free(&image);
}

static void test_kinds(void)
{
    struct recipe_image image = recipe_make("size 1M\n");

    look(&image);
    tap_is(kind_of("sdk-parameters"), IMAGE_PART_BLANK, "blank parameters");
    tap_is(kind_of("rf-init"), IMAGE_PART_BLANK, "blank start values");
    tap_str(recipe_complaint(&survey, 0),
            "the start values of the radio at 0xfc000 are blank; programs that do not bring their own do not start", "which is a warning");
    image_survey_free(&survey);
    recipe_free(&image);
    image = recipe_make("size 1M\nat 0xfc000 rf\nat 0xfd000 sdk\ndamage 0xff004=ab\n");
    look(&image);
    tap_is(kind_of("sdk-parameters"), IMAGE_PART_DATA, "without the first magic it is data");
    image_survey_free(&survey);
    recipe_free(&image);
    image = recipe_make("size 1M\nat 0xfc000 rf\nat 0xfd000 sdk\ndamage 0xff01c=00 0xfb000=00\n");
    look(&image);
    tap_is(kind_of("sdk-parameters"), IMAGE_PART_DATA, "without the second magic it is data");
    tap_is(kind_of("user-sector"), IMAGE_PART_DATA, "the sector before");
    image_survey_free(&survey);
    image_survey_init(&survey, image.data, image.size);
    image_survey_sdk(&survey, 0x400000);
    tap_is(survey.count, 0, "the image ends before the flash");
    image_survey_sdk(&survey, 0x4000);
    tap_is(survey.count, 0, "a flash that is too small");
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_tasmota(void)
{
    struct recipe_image image = recipe_make("size 1M\nat 0xfc000 rf\nat 0xfd000 sdk\n"
                                            "at 0xf9000 tasmota version=12.2.0.1 saves=6\n"
                                            "at 0xfa000 tasmota version=12.2.0.1 saves=5\n"
                                            "at 0xfb000 tasmota version=6.6.0.5 saves=4\n"
                                            "at 0x80000 tasmota version=6.6.0.8 saves=3\n");

    look(&image);
    tap_ok(!recipe_complaint(&survey, 0), "all four are right");
    tap_is(image_survey_find_name(&survey, "tasmota")->offset, 0x80000, "one run of sectors");
    image_survey_sort(&survey);
    image_survey_free(&survey);
    damaged(&image, 0xf9400, "00", "the settings at 0xf9000: the CRC-32 is 0x7ece8c61, not 0xa70ce3d9", "CRC-32");
    damaged(&image, 0xfb400, "00", "the settings at 0xfb000: the CRC-16 is 0x9523, not 0xc4af", "CRC-16");
    damaged(&image, 0x80fff, "01", "the settings at 0x80000: the CRC-16 is 0x9539, not 0xa539", "the sum over 4096 bytes");
    damaged(&image, 0xfbfff, "01", "nothing", "the sum over 3584 bytes");
    damaged(&image, 0xf9003, "11", "nothing", "another size: no settings");
    recipe_free(&image);
    image = recipe_make("size 1M\nat 0xfc000 rf\nat 0xfd000 sdk\n"
                        "at 0xf9000 tasmota version=12.2.0.1 saves=6\nat 0xfa000 tasmota version=12.2.0.1 saves=9\n");
    look(&image);
    fact("tasmota", "sector", 0, "version", "12.2.0.1");
    fact("tasmota", "sector", 0, "saves", "6");
    fact("tasmota", "sector", 0, "newest", "");
    fact("tasmota", "sector", 1, "newest", "1");
    tap_is(image_survey_find_name(&survey, "tasmota")->size, 0x2000, "two sectors");
    image_survey_free(&survey);
    recipe_free(&image);
    image = recipe_make("size 1M\nat 0xf9000 tasmota version=12.2.0.1\ndamage 0xf9400=00\n");
    look(&image);
    tap_ok(!image_survey_find_name(&survey, "tasmota"), "without right settings anywhere there are none");
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_espeasy(void)
{
    struct recipe_image image = recipe_make("size 128K\nat 0x1105 espeasy build=20100\nat 0x2000 espeasy build=20116\n");
    struct image_part *part;

    image_survey_init(&survey, image.data, image.size);
    part = image_survey_add(&survey, IMAGE_PART_FILE_SYSTEM, "fs", 0x1000, 0x10000);
    image_describe_espeasy(part, image.data + 0x1000, 0x10000);
    fact("fs", NULL, 0, "settings", "ESPEasy");
    fact("fs", NULL, 0, "settings-offset", "8192");
    fact("fs", NULL, 0, "settings-version", "2");
    fact("fs", NULL, 0, "settings-build", "20116");
    image_survey_free(&survey);
    image_survey_init(&survey, image.data, image.size);
    part = image_survey_add(&survey, IMAGE_PART_FILE_SYSTEM, "fs", 0x3000, 0x1000);
    image_describe_espeasy(part, image.data + 0x3000, 0x1000);
    fact("fs", NULL, 0, "settings", "");
    image_survey_free(&survey);
    recipe_free(&image);
}

int main(void)
{
    test_sdk();
    test_kinds();
    test_tasmota();
    test_espeasy();
    return tap_done();
}
