/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of image/diff: which parts of two images belong together, which facts differ, and
 * in which ranges the bytes differ.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/diff/image_diff.h"

#include <string.h>
#include <zlib.h>

#include "base/bytes.h"
#include "image/diff/image_ranges.h"
#include "image/survey/describe_part.h"

#include "tap.h"

enum { SIZE = 0x1000 };

static uint8_t old_data[SIZE], new_data[SIZE];
static struct image_survey older, newer;

static void begin(void)
{
    image_survey_init(&older, old_data, SIZE);
    image_survey_init(&newer, new_data, SIZE);
}

static void end(void)
{
    image_survey_free(&older);
    image_survey_free(&newer);
}

/* Each change as "kind old-part new-part item key"; "-" for what is not there. */
static const char *changes(void)
{
    static const char *const kinds[] = {
        [IMAGE_CHANGE_PART_ADDED] = "added",     [IMAGE_CHANGE_PART_REMOVED] = "removed",
        [IMAGE_CHANGE_PART_KIND] = "kind",       [IMAGE_CHANGE_PART_RENAMED] = "renamed",
        [IMAGE_CHANGE_PART_MOVED] = "moved",     [IMAGE_CHANGE_PART_RESIZED] = "resized",
        [IMAGE_CHANGE_FACT] = "fact",            [IMAGE_CHANGE_ITEM_ADDED] = "item-added",
        [IMAGE_CHANGE_ITEM_REMOVED] = "item-removed", [IMAGE_CHANGE_ITEM] = "item",
        [IMAGE_CHANGE_ITEM_FACT] = "item-fact",
    };
    static char text[2048];
    struct image_diff diff;
    size_t used = 0;

    text[0] = '\0';
    if (!image_diff_make(&diff, &older, &newer))
        return NULL;
    for (size_t i = 0; i < diff.count; i++) {
        const struct image_change *change = &diff.changes[i];
        const struct image_part *part = change->new_fact ? change->new_part : change->old_part;
        const struct image_fact *fact = change->new_fact ? change->new_fact : change->old_fact;
        char item[64] = "";

        if (fact && fact->list)
            image_item_name(item, sizeof(item), part, fact);
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s", i ? "; " : "",
                                 kinds[change->kind]);
        if (!fact)
            used += (size_t)snprintf(text + used, sizeof(text) - used, " %s %s",
                                     change->old_part ? change->old_part->name : "-",
                                     change->new_part ? change->new_part->name : "-");
        else
            used += (size_t)snprintf(text + used, sizeof(text) - used, " %s%s%s%s%s", item,
                                     *item ? " " : "", change->old_fact ? "" : "+",
                                     change->new_fact ? "" : "-", fact->key);
    }
    image_diff_free(&diff);
    return text;
}

static void test_parts(void)
{
    begin();
    image_survey_add(&older, IMAGE_PART_NVS, "nvs", 0x100, 0x100);
    image_survey_add(&newer, IMAGE_PART_NVS, "nvs", 0x100, 0x100);
    tap_str(changes(), "", "the same parts");
    image_survey_add(&older, IMAGE_PART_APPLICATION, "app0", 0x200, 0x100);
    image_survey_add(&newer, IMAGE_PART_APPLICATION, "app0", 0x300, 0x200);
    tap_str(changes(), "moved app0 app0; resized app0 app0", "a part is moved and resized");
    image_survey_add(&older, IMAGE_PART_BLANK, "app1", 0x500, 0x100);
    image_survey_add(&newer, IMAGE_PART_APPLICATION, "app1", 0x500, 0x100);
    image_survey_add(&older, IMAGE_PART_DATA, "gone", 0x600, 0x100);
    image_survey_add(&newer, IMAGE_PART_DATA, "new", 0x700, 0x100);
    tap_str(changes(),
            "moved app0 app0; resized app0 app0; kind app1 app1; removed gone -; added - new",
            "a part has another kind, one is gone, one is new");
    image_survey_add(&older, IMAGE_PART_FILE_SYSTEM, "spiffs", 0x900, 0x100);
    image_survey_add(&newer, IMAGE_PART_FILE_SYSTEM, "littlefs", 0x900, 0x100);
    tap_str(changes(),
            "moved app0 app0; resized app0 app0; kind app1 app1; removed gone -; added - new; "
            "renamed spiffs littlefs",
            "a part has another name");
    end();
}

/* A name may occur twice: an application in its partition. */
static void test_same_names(void)
{
    begin();
    image_survey_add(&older, IMAGE_PART_DATA, "app", 0x100, 0x100);
    image_survey_add(&older, IMAGE_PART_APPLICATION, "app", 0x100, 0x80);
    image_survey_add(&newer, IMAGE_PART_DATA, "app", 0x100, 0x100);
    image_survey_add(&newer, IMAGE_PART_APPLICATION, "app", 0x100, 0x90);
    image_survey_add(&newer, IMAGE_PART_APPLICATION, "app", 0x300, 0x90);
    tap_str(changes(), "resized app app; added - app", "parts of one name, by their kinds and order");
    end();
}

static void test_facts(void)
{
    struct image_part *one, *other;

    begin();
    one = image_survey_add(&older, IMAGE_PART_APPLICATION, "app", 0, 0x100);
    other = image_survey_add(&newer, IMAGE_PART_APPLICATION, "app", 0, 0x100);
    image_fact_text(one, "mode", "QIO");
    image_fact_text(other, "mode", "DOUT");
    image_fact_hex(one, "entry", 4);
    image_fact_hex(other, "entry", 4);
    image_fact_count(other, "chip-id", 5);
    image_fact_text(one, "build-date", "today");
    image_fact_hex(one, "checksum", 4);
    image_fact_hex(other, "checksum", 4);
    image_fact_hex(one, "checksum-computed", 4);
    image_fact_hex(other, "checksum-computed", 5);
    image_fact_fault(other, "checksum", "it is wrong");
    tap_str(changes(), "fact mode; fact -build-date; fact +chip-id; fact +checksum",
            "facts that differ, that are new, and that are gone; a sum and a fault about it");
    image_fact_bytes(&older.whole, "size", 1);
    image_fact_bytes(&newer.whole, "size", 2);
    tap_str(changes(), "fact size; fact mode; fact -build-date; fact +chip-id; fact +checksum",
            "facts about the whole image come first");
    end();
}

static void entry(struct image_part *part, const char *space, const char *key, uint32_t crc)
{
    image_fact_item(part, "entry");
    image_fact_text(part, "namespace", space);
    image_fact_text(part, "key", key);
    image_fact_hex(part, "crc", crc);
}

static void test_items(void)
{
    struct image_part *one, *other;

    begin();
    one = image_survey_add(&older, IMAGE_PART_NVS, "nvs", 0, 0x100);
    other = image_survey_add(&newer, IMAGE_PART_NVS, "nvs", 0, 0x100);
    entry(one, "wifi", "ssid", 1);
    entry(one, "wifi", "pswd", 2);
    entry(one, "log", "level", 3);
    entry(other, "log", "level", 3);
    entry(other, "app", "boots", 1);
    entry(other, "wifi", "ssid", 9);
    tap_str(changes(),
            "item-added app/boots +namespace; item-removed wifi/pswd -namespace; "
            "item wifi/ssid namespace; item-fact wifi/ssid crc",
            "entries are known by namespace and key, wherever they are");
    end();
}

/* Ends an entry of NVS: its CRC is over all bytes but those of the CRC. */
static void seal(uint8_t *entry)
{
    uint32_t crc = (uint32_t)crc32(UINT32_MAX, entry, 4);

    esp_put32(entry + 4, (uint32_t)crc32(crc, entry + 8, 24));
}

/* A page of NVS with a namespace and two strings in it; the layout is that of ESP-IDF's
 * "Non-Volatile Storage Library". */
static void make_nvs(uint8_t *page, const char *ssid, const char *password)
{
    const char *keys[] = {"wifi", "ssid", "pswd"}, *texts[] = {NULL, ssid, password};
    uint8_t *at = page + 64;

    memset(page, 0xff, SIZE);
    esp_put32(page, 0xfffffffe);
    esp_put32(page + 4, 0);
    page[8] = 0xfe;
    esp_put32(page + 28, (uint32_t)crc32(UINT32_MAX, page + 4, 24));
    for (unsigned i = 0; i < 3; i++, at += 32) {
        uint8_t *entry = at;
        uint16_t size = texts[i] ? (uint16_t)(strlen(texts[i]) + 1) : 0;

        entry[0] = i == 0 ? 0 : 1;
        entry[1] = i == 0 ? 0x01 : 0x21;
        entry[2] = i == 0 ? 1 : 2;
        memset(entry + 8, 0, 16);
        memcpy(entry + 8, keys[i], strlen(keys[i]));
        if (i == 0) {
            entry[24] = 1;
        } else {
            esp_put16(entry + 24, size);
            esp_put32(entry + 28, (uint32_t)crc32(UINT32_MAX, (const uint8_t *)texts[i], size));
            at += 32;
            memcpy(at, texts[i], size);
        }
        seal(entry);
    }
    page[32] = 0xaa; /* the first four entries are written */
    page[33] = 0xfe; /* and the fifth */
}

static void survey_nvs(struct image_survey *survey, const uint8_t *data)
{
    image_describe_nvs(image_survey_add(survey, IMAGE_PART_NVS, "nvs", 0, SIZE), data, SIZE);
}

/* A survey does not tell what is in a string, but that a string differs. */
static void test_nvs(void)
{
    begin();
    make_nvs(old_data, "home", "secret99");
    make_nvs(new_data, "home", "secret98");
    survey_nvs(&older, old_data);
    survey_nvs(&newer, new_data);
    tap_is(older.faults + newer.faults, 0, "the NVS partitions are sound");
    tap_str(changes(), "item wifi/pswd namespace", "a string of the same size differs");
    end();
    begin();
    make_nvs(new_data, "at home", "secret99");
    survey_nvs(&older, old_data);
    survey_nvs(&newer, new_data);
    tap_str(changes(), "item wifi/ssid namespace; item-fact wifi/ssid size",
            "a string of another size differs");
    newer.parts[0]->offset = 0xfffffff0;
    tap_str(changes(), "moved nvs nvs; item wifi/ssid namespace; item-fact wifi/ssid size",
            "a partition behind the end has no contents");
    end();
}

static void segment(struct image_part *part, uint32_t offset, uint32_t size)
{
    image_fact_item(part, "segment");
    image_fact_hex(part, "offset", part->offset + offset);
    image_fact_bytes(part, "size", size);
}

static void test_segments(void)
{
    struct image_part *one, *other;

    begin();
    one = image_survey_add(&older, IMAGE_PART_APPLICATION, "app", 0x100, 0x100);
    other = image_survey_add(&newer, IMAGE_PART_APPLICATION, "app", 0x200, 0x100);
    segment(one, 8, 0x10);
    segment(other, 8, 0x10);
    tap_str(changes(), "moved app app", "an offset counts from the part's start");
    for (int i = 0; i < 10; i++)
        segment(one, 0x20, 0x10);
    tap_ok(strstr(changes(), "item-removed segment 2 -offset; item-removed segment 3") != NULL,
           "items without names are in the order of their numbers");
    end();
}

/* The ranges as "offset+size/different part". */
static const char *ranges(void)
{
    static char text[512];
    struct image_ranges ranges;
    size_t used = 0;

    text[0] = '\0';
    if (!image_ranges_make(&ranges, &older, &newer))
        return NULL;
    for (size_t i = 0; i < ranges.count; i++) {
        const struct image_range *range = &ranges.ranges[i];

        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%x+%x/%x %s", i ? "; " : "",
                                 range->offset, range->size, range->different,
                                 range->part ? range->part->name : "-");
    }
    image_ranges_free(&ranges);
    return text;
}

static void test_ranges(void)
{
    begin();
    memset(old_data, 0, SIZE);
    memset(new_data, 0, SIZE);
    tap_str(ranges(), "", "the same bytes");
    new_data[0] = new_data[SIZE - 1] = 1;
    tap_str(ranges(), "0+1/1 -; fff+1/1 -", "the first and the last byte");
    new_data[10] = new_data[11] = 1;
    new_data[11 + IMAGE_RANGE_GAP] = 1;
    new_data[12 + 2 * IMAGE_RANGE_GAP] = 1;
    tap_str(ranges(), "0+4c/4 -; 8c+1/1 -; fff+1/1 -", "ranges that are near are one");
    image_survey_add(&newer, IMAGE_PART_DATA, "part", 11, 0x200);
    tap_str(ranges(), "0+b/2 -; b+41/2 part; 8c+1/1 part; fff+1/1 -", "a range ends where a part ends");
    end();
}

static void test_lengths(void)
{
    begin();
    memcpy(old_data, new_data, SIZE);
    older.size = 0x100;
    tap_str(ranges(), "100+f00/f00 -", "the new image is longer");
    older.size = SIZE;
    newer.size = 0x100;
    old_data[0xf0] ^= 1;
    image_survey_add(&older, IMAGE_PART_DATA, "part", 0x80, 0x100);
    tap_str(ranges(), "f0+90/81 part; 180+e80/e80 -", "the old image is longer, and has the parts");
    end();
}

int main(void)
{
    test_parts();
    test_same_names();
    test_facts();
    test_items();
    test_nvs();
    test_segments();
    test_ranges();
    test_lengths();
    return tap_done();
}
