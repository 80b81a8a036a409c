/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of NVS: pages, values, duplicates, damages of every field.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/nvs/nvs.h"

#include <stdlib.h>

#include "image/survey/describe_part.h"
#include "tap.h"
#include "unit/image/recipe_image.h"

/* Offsets in the image below. */
enum {
    AT = 0x9000,
    ENTRY_SSID = AT + 64 + 32,       /* spans 2 */
    ENTRY_CHANNEL = ENTRY_SSID + 64,
    ENTRY_BLOB_DATA = ENTRY_CHANNEL + 64, /* behind an i16 */
    ENTRY_BLOB_INDEX = ENTRY_BLOB_DATA + 64,
};

#define VALUES \
    "at 0x9000 nvs size=0x3000\n" \
    "  ns=wifi ssid=str:home channel=u8:6 power=i16:-20 cert=blob:00112233\n" \
    "end\n"

static struct image_survey survey;

static void look(const struct recipe_image *image, size_t size)
{
    image_survey_init(&survey, image->data, image->size);
    image_describe_nvs(image_survey_add(&survey, IMAGE_PART_NVS, "nvs", AT, (uint32_t)size),
                       image->data + AT, size);
}

static void fact(const char *list, unsigned item, const char *key, const char *want)
{
    char name[64];

    snprintf(name, sizeof(name), "%s %u %s", list ? list : "part", item, key);
    tap_str(recipe_fact(&survey, "nvs", list, item, key), want, name);
}

/* The first complaint about a damaged image; want may be its beginning. */
static void damaged(const struct recipe_image *image, size_t offset, const char *hex,
                    const char *want, const char *name)
{
    struct recipe_image copy = recipe_damage(image, offset, hex);
    const char *first;

    look(&copy, 0x3000);
    first = recipe_complaint(&survey, 0);
    if (!tap_ok(strncmp(first ? first : "nothing", want, strlen(want)) == 0, "%s", name))
        printf("# got \"%s\"\n# want \"%s\"\n", first ? first : "nothing", want);
    image_survey_free(&survey);
    recipe_free(&copy);
}

/* The complaint about a recipe. */
static void complaint(const char *recipe, const char *want, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    damaged(&image, 0, "ff", want, name);
    recipe_free(&image);
}

static void test_sound(void)
{
    struct recipe_image image = recipe_make(VALUES);

    look(&image, 0x3000);
    tap_ok(!recipe_complaint(&survey, 0), "a sound partition has no faults");
    fact(NULL, 0, "pages", "3");
    fact(NULL, 0, "pages-active", "1");
    fact(NULL, 0, "pages-blank", "2");
    fact(NULL, 0, "entries-written", "8");
    fact(NULL, 0, "entries-free", "370");
    fact(NULL, 0, "namespaces", "1");
    fact("value", 0, "key", "cert");
    fact("value", 0, "type", "blob");
    fact("value", 0, "size", "4");
    fact("value", 1, "key", "channel");
    fact("value", 1, "number", "6");
    fact("value", 2, "number", "-20");
    fact("value", 3, "namespace", "wifi");
    fact("value", 3, "key", "ssid");
    fact("value", 3, "type", "str");
    fact("value", 3, "size", "5");
    fact("value", 4, "key", "");
    for (size_t i = 0; i < survey.parts[0]->fact_count; i++) {
        const char *text = survey.parts[0]->facts[i].text;

        if (text && strstr(text, "home"))
            tap_ok(false, "a string is a secret");
    }
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_damages(void)
{
    struct recipe_image image = recipe_make(VALUES);

    damaged(&image, AT + 4, "07", "page 0 at 0x9000: the header's CRC is 0xb9ba2d84, not 0x88a21af3", "the header's CRC");
    damaged(&image, AT, "f0", "page 0 at 0x9000: the state is 0xfffffff0", "the page's state");
    damaged(&image, AT, "ffffffff", "page 0 at 0x9000: the header is blank, but the page is not", "a blank header");
    damaged(&image, AT + 0x1800, "00", "page 1 at 0xa000: the header is blank, but the page is not", "a page not blank");
    damaged(&image, AT + 32 + 8, "fd", "page 0 at 0x9000: 1 entries are in a state that does not exist", "the bitmap");
    damaged(&image, ENTRY_CHANNEL + 24, "07", "entry at 0x90a0: the CRC is 0x", "an entry's value");
    damaged(&image, ENTRY_SSID + 32, "48", "entry at 0x9060: the data's CRC is 0x", "a string's data");
    damaged(&image, AT + 32, "ba", "entry at 0x9060: not all of its 2 entries are written", "an unfinished string");
    damaged(&image, ENTRY_BLOB_INDEX + 8, "43", "entry at 0x9120: the CRC is 0x", "a blob's index");
    damaged(&image, ENTRY_BLOB_DATA + 32, "ff", "entry at 0x90e0: the data's CRC is 0x", "a blob's data");
    recipe_free(&image);
}

/* These entries have right CRCs. */
#define RAW(entry) "at 0x9000 nvs size=0x3000\n  ns=x\n  raw " entry "\nend\n"

static void test_inconsistent(void)
{
    complaint(RAW("1 0x99 1 0xff k 00"), "entry at 0x9060: the type 0x99 is unknown", "an unknown type");
    complaint(RAW("1 0x01 2 0xff k 00"), "entry at 0x9060: the span 2 does not fit the type u8", "a number's span");
    complaint(RAW("1 0x21 0 0xff k 0000ffffffffffff"), "entry at 0x9060: the span 0 does not fit the type str", "no span");
    complaint(RAW("1 0x21 9 0xff k 0500ffff00000000"), "entry at 0x9060: the span 9 does not fit the type str", "a string's span");
    complaint(RAW("1 0x21 126 0xff k a00fffff00000000"), "entry at 0x9060: the span 126 does not fit the type str",
              "a span beyond the page");
    complaint(RAW("1 0x42 1 0xff k 0000ffff00000000"), "entry at 0x9060: the chunk 0xff does not fit the type blob-data", "a part without number");
    complaint(RAW("1 0x48 1 0 k 0000000000000000"), "entry at 0x9060: the chunk 0x00 does not fit the type blob-index", "an index with a number");
    complaint(RAW("1 0x48 1 0xff k 0500000001800000"), "the parts of the blob \"k\" do not make up its 5 bytes", "an index without parts");
    complaint(RAW("1 0x48 1 0xff k 0500000000800000"), "the parts of the blob \"k\" do not make up its 5 bytes", "an index of no parts");
    complaint(RAW("9 0x01 1 0xff k 00"), "no entry names the namespace 9", "a namespace without name");
    complaint("at 0x9000 nvs size=0x3000 version=3\n ns=x a=u8:1\nend\n",
              "page 0 at 0x9000: the version is 0xfd, not 0xfe or 0xff", "a newer version");
    complaint("at 0x9000 nvs size=0x3000\n ns=x a=u8:1\nend\nat 0xa000 fill 0x1000 00\n",
              "page 1 at 0xa000: the header's CRC is 0x00000000, not 0xffffffff", "a page of zeros");
    complaint("at 0x9000 nvs size=0x3000\n ns=x a=u8:1\n page\n b=u8:1\n page\n c=u8:1\nend\n",
              "no page is blank: NVS needs a blank page, and does not open without", "no blank page");
}

static void value_is(const char *recipe, const char *key, const char *want, const char *name)
{
    struct recipe_image image = recipe_make(recipe);

    look(&image, image.size - AT);
    tap_str(recipe_fact(&survey, "nvs", "value", 0, key), want, name);
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_newest(void)
{
    value_is("at 0x9000 nvs size=0x3000\n ns=x a=u8:1\n a=u8:2\nend\n", "number", "2", "the last entry of a page counts");
    value_is("at 0x9000 nvs size=0x3000 seq=5\n ns=x a=u8:1\n page seq=4\n a=u8:2\nend\n", "number", "1",
             "the page with the higher sequence counts");
    value_is("at 0x9000 nvs size=0x3000\n ns=x erased a=u8:1\n erased a=u8:2\n a=u8:3\nend\n", "number", "3",
             "erased entries do not count");
    value_is("at 0x9000 nvs size=0x3000 version=1\n ns=x a=blob:40x00\nend\n", "size", "40", "a blob of version 1");
    value_is("at 0x9000 nvs size=0x4000\n ns=x a=blob:9000x5a\nend\n", "size", "9000", "a blob in parts");
    value_is("at 0x9000 nvs size=0x3000\n ns=x a=i64:-5\nend\n", "number", "-5", "a negative number");
    value_is("at 0x9000 nvs size=0x3000\n ns=x a=i8:-128\nend\n", "number", "-128", "the least number");
    value_is("at 0x9000 nvs size=0x3000\n ns=x a=u64:18446744073709551615\nend\n", "number",
             "18446744073709551615", "the largest number");
}

static bool copy_value(void *context, const struct image_nvs_value *value)
{
    const struct image_nvs *nvs = context;
    uint8_t *buffer = malloc(value->size + 1u);
    bool right = true;

    tap_ok(value->complete && image_nvs_copy(nvs, value, buffer), "a blob can be copied");
    for (uint32_t i = 0; i < value->size; i++)
        right &= buffer[i] == 0x5a;
    tap_ok(right && value->size == 9000, "its contents are right");
    free(buffer);
    return true;
}

static void test_copy(void)
{
    struct recipe_image image = recipe_make("at 0 nvs size=0x4000\n ns=x a=blob:9000x5a\nend\n");
    struct image_nvs nvs;

    tap_ok(image_nvs_open(&nvs, image.data, image.size), "opens");
    image_nvs_each(&nvs, copy_value, &nvs);
    image_nvs_close(&nvs);
    recipe_free(&image);
}

/* Damages the first bytes of the blob's second part. */
static void test_parts(void)
{
    struct recipe_image image = recipe_make("at 0x9000 nvs size=0x4000\n ns=x a=blob:9000x5a\nend\n");
    struct recipe_image copy = recipe_damage(&image, AT + 0x1000 + 64 + 32, "00");

    look(&copy, 0x4000);
    tap_ok(strncmp(recipe_complaint(&survey, 0), "entry at 0xa040: the data's CRC is", 34) == 0, "a part's CRC");
    tap_str(recipe_complaint(&survey, 1), "the parts of the blob \"a\" do not make up its 9000 bytes",
            "the blob is not complete");
    image_survey_free(&survey);
    recipe_free(&copy);
    recipe_free(&image);
}

static void test_encrypted(void)
{
    struct recipe_image image = recipe_make("at 0x9000 nvs size=0x3000\n ns=x a=str:hello b=u8:1 c=u8:2\nend\n"
                                            "at 0x9040 noise 192\n");

    look(&image, 0x3000);
    fact(NULL, 0, "encrypted", "1");
    tap_ok(!recipe_complaint(&survey, 0), "encrypted entries are no faults");
    fact("value", 0, "key", "");
    image_survey_free(&survey);
    recipe_free(&image);
}

static void test_sizes(void)
{
    struct recipe_image image = recipe_make(VALUES);

    look(&image, 0);
    fact(NULL, 0, "pages", "0");
    image_survey_free(&survey);
    look(&image, 0x1fff);
    fact(NULL, 0, "pages", "1");
    tap_str(recipe_complaint(&survey, 1), "ends at 0xafff, in the middle of a page", "a part of a page");
    image_survey_free(&survey);
    recipe_free(&image);
}

int main(void)
{
    test_sound();
    test_damages();
    test_inconsistent();
    test_newest();
    test_copy();
    test_parts();
    test_encrypted();
    test_sizes();
    return tap_done();
}
