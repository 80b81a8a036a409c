/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the ends of images: what shows that nothing is missing.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "image/survey/image_ending.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

#define BOOT "at 0x1000 app chip=esp32 entry=0x40080400 size=2\n  0x40078000 noise 0x2000\nend\n"
#define TABLE                                                                                      \
    "at 0x8000 table\n  nvs data nvs 0x9000 0x5000\n  otadata data ota 0xe000 0x2000\n"            \
    "  app0 app ota_0 0x10000 0x140000\n  app1 app ota_1 0x150000 0x140000\n"                      \
    "  files data spiffs 0x290000 0x160000\n  dump data coredump 0x3f0000 0x8000\nend\n"
#define APP                                                                                        \
    "at 0x10000 app chip=esp32 entry=0x40081000 size=2\n  0x3f400020 desc pad=0x300 idf=v5.3\n"    \
    "  0x400d0020 noise 0x20000\nend\n"
#define SKETCH                                                                                     \
    "at 0 app mode=3 size=4 entry=0x4010f29c\n  0x4010f000 noise 0x5a0\nend\n"                     \
    "at 0x1000 app mode=3 size=4 late-words=yes\n  0x40201010 hex 0000000000000000 aabbcc\n"       \
    "  0x40100000 noise 0x5000\n  0x3ffe8000 noise 0x510\nend\n"

static const struct esp_chipfacts *chip_named(const char *name)
{
    return strcmp(name, "ESP32") == 0 ? esp_chipfacts_by_image_id(0)
                                      : esp_chipfacts_by_magic(0xfff0c101);
}

static bool is_explained(const char *chip, const struct recipe_image *image, size_t size)
{
    uint8_t *copy = malloc(size); /* exactly, so that a read beyond the end is noticed */
    struct image_ending ending;

    memcpy(copy, image->data, size);
    image_ending_look(&ending, copy, size, chip_named(chip));
    free(copy);
    return ending.explained;
}

static void whole(const char *chip, const char *recipe, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    tap_ok(is_explained(chip, &image, image.size), "%s", name);
    recipe_free(&image);
}

static void short_of(const char *chip, const char *recipe, size_t size, const char *last,
                     size_t last_end, const char *name)
{
    struct recipe_image image = recipe_make(recipe);
    struct image_ending ending;

    image_ending_look(&ending, image.data, size ? size : image.size, chip_named(chip));
    tap_ok(!ending.explained, "%s", name);
    tap_str(ending.last, last, "... and what ends last");
    tap_is(ending.last_end, last_end, "... where that ends");
    recipe_free(&image);
}

/* Cuts a dump at each 64 KiB, where reads that fail may end.  "ends": the offsets at which the
 * end of the dump cannot be told from the end of an image. */
static void cut(const char *chip, const char *recipe, const char *ends, const char *name)
{
    struct recipe_image image = recipe_make(recipe);
    char found[256] = "";

    for (size_t size = 64 << 10; size < image.size; size += 64 << 10)
        if (is_explained(chip, &image, size))
            snprintf(found + strlen(found), sizeof(found) - strlen(found), " 0x%zx", size);
    tap_str(found, ends, name);
    recipe_free(&image);
}

static void wholes(void)
{
    whole("ESP32", "size 4M\n" BOOT TABLE APP, "a dump, as long as its header says");
    whole("ESP32", "size 4M\n" BOOT APP, "a dump without a table, as long as its header says");
    whole("ESP8266", "size 4M\n" SKETCH, "a dump of an ESP8266");
    whole("ESP8266", SKETCH, "a sketch");
    whole("ESP32", BOOT TABLE APP, "a merged image ends with its application");
    whole("ESP32", BOOT TABLE APP "at 0x150000 app chip=esp32 entry=0x40081000 size=2\n"
                                  "  0x400d0020 noise 0x123\nend\n",
          "a merged image with two applications");
    whole("ESP32", BOOT TABLE APP "at 0x290000 spiffs size=0x160000\n  a.txt text hello\nend\n",
          "a merged image ends with a file system");
    whole("ESP32", "size 0x3f8000\n" BOOT TABLE APP, "an image as long as the table");
    whole("ESP32", "size 8M\n" BOOT TABLE APP, "padded to more than its header says");
    whole("ESP8266", "at 0 app mode=3 size=0\n  0x40100000 noise 0x321\nend\n", "one program");
    whole("ESP8266", "size 0x1000\nat 0 app mode=3 size=0\n  0x40100000 noise 0x321\nend\n",
          "one program, padded to whole sectors");
    whole("ESP8266", "size 1M\nat 0 app mode=3 size=0\n  0x40100000 noise 0x321\nend\n",
          "one program, padded to a flash's size");
}

static void shorts(void)
{
    short_of("ESP32", BOOT TABLE APP, 0x20000, "otadata", 0x10000, "an application that is cut");
    short_of("ESP32", BOOT TABLE APP, 0x10000, "otadata", 0x10000, "no application is there");
    short_of("ESP32", "size 4M\n" BOOT TABLE APP, 0x150000, "app0", 0x30450,
             "the end of a partition is the end of many reads");
    short_of("ESP8266", "size 1M\n" SKETCH, 0, "app", 0x6540, "blank, shorter than the header says");
    short_of("ESP8266", SKETCH, 0x3000, "bootloader", 0x5c0, "a sketch that is cut");
    short_of("ESP8266", "at 0x5c0 noise 0xa40\n" SKETCH, 0x1000, "bootloader", 0x5c0,
             "a sketch that is cut behind its bootloader's sector");
    short_of("ESP8266", "size 0x3000\nat 0 noise 0x3000\n", 0, "", 0, "nothing that is known");
    short_of("ESP8266", "size 0x80000\n", 0, "", 0, "all is blank");
    short_of("ESP8266", "size 1M\nat 0 app mode=3 size=0\n  0x40100000 noise 0x321\nend\n"
                        "at 0xffff0 hex 00\n",
             0, "bootloader", 0x340, "something unknown behind the program");
}

int main(void)
{
    wholes();
    shorts();
    cut("ESP32", "size 4M\n" BOOT TABLE APP "at 0x290000 spiffs size=0x160000\n  a.txt text x\nend\n",
        " 0x3f0000", "a dump of an ESP32 that is cut");
    cut("ESP8266", "size 4M\n" SKETCH, "", "a dump of an ESP8266 that is cut");
    return tap_done();
}
