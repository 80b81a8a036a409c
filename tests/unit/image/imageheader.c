/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of imageheader: which chip's program an image is, and whether the board can start
 * it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/imageheader.h"

#include <stdlib.h>

#include "base/bytes.h"
#include "tap.h"

enum { ROOM = 0x4000 };

static uint8_t data[ROOM];

static const struct esp_chipfacts *const first = &esp_chipfacts[ESP_FACTS_ESP8266];

/* Makes a blank flash with a program's header at offset.  sf is the byte with size and
 * rate. */
static void put_header(size_t offset, uint8_t sf, uint32_t entry)
{
    uint8_t *p = data + offset;

    memset(data, 0xff, sizeof(data));
    p[0] = 0xe9;
    p[1] = 3;
    p[2] = 2;
    p[3] = sf;
    esp_put32(p + 4, entry);
}

static void put_esp8266(size_t offset, uint8_t sf, uint32_t segment, uint32_t length)
{
    put_header(offset, sf, 0x4010f480); /* the entry address of eboot */
    esp_put32(data + offset + 8, segment);
    esp_put32(data + offset + 12, length);
    data[offset + 23] = 0;
}

static void put_later(size_t offset, uint32_t entry, uint16_t chip)
{
    put_header(offset, 0x20, entry);
    esp_put32(data + offset + 8, 0x000000ee); /* no WP pin, no drive strength */
    memset(data + offset + 12, 0, 12);
    esp_put16(data + offset + 12, chip);
    data[offset + 23] = 1;
}

static void is(enum image_kind kind, const char *what, size_t size, const char *name)
{
    struct image_header header;

    image_header_parse(&header, first, 0, data, size);
    tap_is(header.kind, kind, name);
    if (what)
        tap_str(header.what, what, "  and which");
    else
        tap_ok(!header.what, "  and no more is said");
}

static void test_own(void)
{
    struct image_header header;

    put_esp8266(0, 0x40, 0x4010f000, 0x568);
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "a program of an ESP8266");
    image_header_parse(&header, first, 0, data, ROOM);
    tap_is(header.flash_size, 4u << 20, "claims 4 MiB");
    put_esp8266(0, 0x10, 0x4010f000, 0x568);
    image_header_parse(&header, first, 0, data, ROOM);
    tap_is(header.flash_size, 256u << 10, "the sizes are those of the ESP8266");
    put_esp8266(0, 0xf0, 0x4010f000, 0x568);
    image_header_parse(&header, first, 0, data, ROOM);
    tap_is(header.flash_size, 0, "an unknown size is none");
    put_esp8266(0, 0x40, 0x4010f000, 5);
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "a length like a chip's number does not make it another");
    put_header(0, 0x40, 0x40200100);
    esp_put32(data + 8, 0x3ffe8000);
    esp_put32(data + 12, 9);
    data[23] = 0;
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "neither does an entry in the flash's window");
    put_esp8266(0, 0x40, 0x60000000, 9);
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "nor a segment at an odd place");
    put_esp8266(0x1000, 0x40, 0x40100000, 0);
    is(IMAGE_KIND_DATA, NULL, ROOM, "a blanked start before a program of an ESP8266");
    put_esp8266(0, 0x40, 0x40100000, 0);
    data[0] = 0xea;
    data[1] = 4;
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "a program for the two-stage boot");
    is(IMAGE_KIND_DATA, NULL, 8, "half a header is data");
    is(IMAGE_KIND_DATA, NULL, 1, "one byte is data");
}

static void test_foreign(void)
{
    put_later(0, 0x40081234, 0);
    is(IMAGE_KIND_FOREIGN, "ESP32", ROOM, "an application of an ESP32");
    is(IMAGE_KIND_FOREIGN, "ESP32", 24, "is known by its first 24 bytes");
    is(IMAGE_KIND_PROGRAM, NULL, 23, "and not by less");
    put_later(0, 0x403802f6, 5);
    is(IMAGE_KIND_FOREIGN, "ESP32-C3", ROOM, "an application of an ESP32-C3");
    put_later(0, 0x40380000, 0xffff);
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "a number that no chip has tells nothing");
    put_later(0, 0x40380000, 5);
    data[23] = 2;
    is(IMAGE_KIND_PROGRAM, NULL, ROOM, "neither does a header that makes no sense");
    put_later(0x1000, 0x40080400, 0);
    is(IMAGE_KIND_FOREIGN, "ESP32", ROOM, "a dump of an ESP32");
    data[0xfff] = 0;
    is(IMAGE_KIND_DATA, NULL, ROOM, "which begins blank");
    put_later(0x2000, 0x4ff00000, 18);
    is(IMAGE_KIND_FOREIGN, "ESP32-P4", ROOM, "a dump of an ESP32-P4");
    is(IMAGE_KIND_DATA, NULL, 0x2000, "less than its bootloader");
}

static void starts(const char *what, const char *bytes, size_t length)
{
    memset(data, 0, sizeof(data));
    memcpy(data, bytes, length);
    is(what ? IMAGE_KIND_WRAPPED : IMAGE_KIND_DATA, what, length, what ? what : "data");
}

static void test_wrapped(void)
{
    starts("gzip", "\x1f\x8b\x08", 3);
    starts("xz", "\xfd" "7zXZ", 6);
    starts("zstd", "\x28\xb5\x2f\xfd", 4);
    starts("bzip2", "BZh9", 4);
    starts("ZIP", "PK\x03\x04", 4);
    starts("ELF", "\x7f" "ELF", 4);
    starts("UF2", "UF2\nWQ]\x9e", 8);
    starts(NULL, "PK", 2);
    memset(data, 0xff, sizeof(data));
    is(IMAGE_KIND_DATA, NULL, ROOM, "blank flash");
}

static void is_mistake(const char *what, const char *text, const char *name)
{
    size_t length = strlen(text);

    memcpy(data, text, length);
    is(what ? IMAGE_KIND_MISTAKEN : IMAGE_KIND_DATA, what, length, name);
}

static void test_mistaken(void)
{
    is_mistake("an HTML page", "<!DOCTYPE html>\n<html lang=\"en\">", "an HTML page of today");
    is_mistake("an HTML page", "\n  <HTML><HEAD>", "an HTML page of old");
    is_mistake("an HTML page", "\xef\xbb\xbf<!doctype html>", "an HTML page with a mark of UTF-8");
    is_mistake("a Git LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a",
               "a Git LFS pointer");
    is_mistake("an XML document", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code>",
               "a store's answer in XML");
    is_mistake("a JSON document", "{\n  \"message\": \"Not Found\"}", "a server's answer in JSON");
    is_mistake("a JSON document", "[]", "an empty list in JSON");
    is_mistake("a text", "404: Not Found", "a server's answer in words");
    is_mistake("a text", "{ not JSON", "a brace alone does not make JSON");
    is_mistake("a text", ":not digits", "neither does a colon make Intel HEX");
    is_mistake(NULL, "404: Not \x01", "bytes that no text has are data");
    memset(data, 0, 16);
    is(IMAGE_KIND_DATA, NULL, 16, "and so are zeros");
}

static void test_mistaken_elsewhere(void)
{
    struct image_header header;

    memcpy(data, "<html>", 6);
    image_header_parse(&header, first, 0x10000, data, 6);
    tap_is(header.kind, IMAGE_KIND_MISTAKEN, "nobody keeps an HTML page elsewhere in a flash");
    memcpy(data, "{\"a\":1}", 7);
    image_header_parse(&header, first, 0x10000, data, 7);
    tap_is(header.kind, IMAGE_KIND_ELSEWHERE, "but perhaps settings in JSON");
    tap_str(image_wrapping(data, 7), "a JSON document", "which have a name");
    tap_str(image_wrapping((const uint8_t *)"\x1f\x8b\x08", 3), "gzip", "as packed images have");
}

/* One test tries all rows of the table, and prints the wrong rows. */
static unsigned wrong;

static void nothing_wrong(const char *name)
{
    tap_is(wrong, 0, name);
    wrong = 0;
}

static void check(const struct esp_chipfacts *chip, uint32_t flash_offset, size_t size,
                  enum image_kind kind, const char *what, uint32_t flash_size)
{
    struct image_header header;

    image_header_parse(&header, chip, flash_offset, data, size);
    if (header.kind == kind && header.flash_size == flash_size &&
        header.boot_offset == chip->boot_offset &&
        (what ? header.what && strcmp(header.what, what) == 0 : !header.what))
        return;
    wrong++;
    printf("# %s, 0x%zx bytes at 0x%" PRIx32 ": kind %d, %s, 0x%" PRIx32 "\n", chip->name, size,
           flash_offset, header.kind, header.what ? header.what : "-", header.flash_size);
}

/* Makes a header of this chip at offset of data, with blank bytes before it.  sf as in
 * put_header(). */
static void put_header_of(const struct esp_chipfacts *chip, size_t offset, uint8_t sf)
{
    if (chip->extended_header)
        put_later(offset, 0x40380400, chip->image_id);
    else
        put_esp8266(offset, 0x40, 0x4010f000, 0x568);
    data[offset + 3] = sf;
}

static void test_own_of_each(void)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];

        for (unsigned code = 0; code < ESP_FLASH_CODES; code++) {
            put_header_of(chip, chip->boot_offset, (uint8_t)(code << 4 | 0xf));
            check(chip, 0, ROOM, IMAGE_KIND_PROGRAM, NULL, chip->flash_sizes[code]);
        }
        put_header_of(chip, 0, 0x2f);
        check(chip, chip->boot_offset, 0x100, IMAGE_KIND_PROGRAM, NULL, chip->flash_sizes[2]);
        check(chip, chip->boot_offset + 0x1000, ROOM, IMAGE_KIND_ELSEWHERE, NULL, 0);
    }
    nothing_wrong("each chip starts from its header, in a dump and alone, and only there");
}

static void test_sizes_of_families(void)
{
    put_header_of(first, 0, 0x40);
    check(first, 0, ROOM, IMAGE_KIND_PROGRAM, NULL, 4u << 20);
    put_header_of(&esp_chipfacts[ESP_FACTS_ESP32], 0x1000, 0x40);
    check(&esp_chipfacts[ESP_FACTS_ESP32], 0, ROOM, IMAGE_KIND_PROGRAM, NULL, 16u << 20);
    put_header_of(&esp_chipfacts[ESP_FACTS_ESP32C5], 0x2000, 0x70);
    check(&esp_chipfacts[ESP_FACTS_ESP32C5], 0, ROOM, IMAGE_KIND_PROGRAM, NULL, 128u << 20);
    put_header_of(&esp_chipfacts[ESP_FACTS_ESP32C3], 0, 0x80);
    check(&esp_chipfacts[ESP_FACTS_ESP32C3], 0, ROOM, IMAGE_KIND_PROGRAM, NULL, 0);
    nothing_wrong("one code of the flash's size means what it means to that chip");
}

static void test_foreign_to_each(void)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS * ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i / ESP_FACTS_ROWS];
        const struct esp_chipfacts *other = &esp_chipfacts[i % ESP_FACTS_ROWS];

        if (chip == other)
            continue;
        put_header_of(other, other->boot_offset, 0x2f);
        check(chip, 0, ROOM, IMAGE_KIND_FOREIGN, other->name, 0);
        put_header_of(other, 0, 0x2f);
        check(chip, chip->boot_offset, 0x100, IMAGE_KIND_FOREIGN, other->name, 0);
        check(chip, chip->boot_offset + 0x1000, 0x100, IMAGE_KIND_ELSEWHERE, NULL, 0);
    }
    nothing_wrong("each chip's image is foreign to each other chip, as a dump and alone");
}

static void test_no_program_for_each(void)
{
    for (size_t i = 0; i < ESP_FACTS_ROWS; i++) {
        const struct esp_chipfacts *chip = &esp_chipfacts[i];

        memset(data, 0xff, sizeof(data));
        check(chip, 0, ROOM, IMAGE_KIND_DATA, NULL, 0);
        check(chip, chip->boot_offset, 1, IMAGE_KIND_DATA, NULL, 0);
        if (chip->boot_offset > 0)
            check(chip, 0, chip->boot_offset, IMAGE_KIND_ELSEWHERE, NULL, 0);
        memcpy(data, "\x1f\x8b\x08", 3);
        check(chip, 0, ROOM, IMAGE_KIND_WRAPPED, "gzip", 0);
    }
    nothing_wrong("for each chip blank flash is data, and gzip has to be unpacked");
}

/* Images that are no program of an ESP32: the header names another chip, or there is no
 * header. */
static void test_extended(void)
{
    const struct esp_chipfacts *esp32 = &esp_chipfacts[ESP_FACTS_ESP32];

    put_header_of(esp32, 0, 0x2f);
    check(esp32, 0x1000, 24, IMAGE_KIND_PROGRAM, NULL, 4u << 20);
    check(esp32, 0x1000, 23, IMAGE_KIND_DATA, NULL, 0);
    check(esp32, 0, 0x1000, IMAGE_KIND_ELSEWHERE, NULL, 0);
    check(esp32, 0, ROOM, IMAGE_KIND_DATA, NULL, 0);
    data[23] = 2;
    check(esp32, 0x1000, ROOM, IMAGE_KIND_DATA, NULL, 0);
    put_header_of(&esp_chipfacts[ESP_FACTS_ESP32S2], 0x1000, 0x2f);
    data[0] = 0; /* not blank: a key of secure boot is there */
    check(esp32, 0, ROOM, IMAGE_KIND_FOREIGN, "ESP32-S2", 0);
    put_later(0, 0x40380400, 0x7fff);
    check(esp32, 0x1000, ROOM, IMAGE_KIND_DATA, NULL, 0);
    put_esp8266(0, 0x40, 0x40100000, 0);
    data[0] = 0xea;
    check(esp32, 0x1000, ROOM, IMAGE_KIND_FOREIGN, "ESP8266", 0);
    put_esp8266(0, 0x40, 0x40100000, 0x10000); /* the segment's length looks like an ESP32's
                                                * chip number */
    check(esp32, 0x1000, ROOM, IMAGE_KIND_FOREIGN, "ESP8266", 0);
    nothing_wrong("an extended header is whole, makes sense and has a number that a chip has");
}

/* A chip that is not in the table. */
static void test_unlisted(void)
{
    struct esp_chipfacts chip = esp_chipfacts[ESP_FACTS_ESP32];

    chip.name = "ESP-unlisted";
    chip.image_id = 0x7fff;
    chip.boot_offset = 0x3000;
    put_header_of(&chip, chip.boot_offset, 0x2f);
    check(&chip, 0, ROOM, IMAGE_KIND_PROGRAM, NULL, 4u << 20);
    check(first, 0, ROOM, IMAGE_KIND_DATA, NULL, 0);
    put_header_of(&esp_chipfacts[ESP_FACTS_ESP32], 0x1000, 0x2f);
    check(&chip, 0, ROOM, IMAGE_KIND_FOREIGN, "ESP32", 0);
    nothing_wrong("a chip that is not in the table has programs, too");
}

int main(void)
{
    test_own();
    test_foreign();
    test_wrapped();
    test_mistaken();
    test_mistaken_elsewhere();
    test_own_of_each();
    test_sizes_of_families();
    test_foreign_to_each();
    test_no_program_for_each();
    test_extended();
    test_unlisted();
    return tap_done();
}
