/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the table of families, and of its functions that read fuses.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/chip/esp8266_family.h"
#include "esp/chip/later/later.h"

#include <stdio.h>
#include <stdlib.h>

#include "esp/rom/loader.h"
#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;
static struct esp_link chip_link;
static uint32_t magic, fuses[4];

static bool stub_fits_memory(const struct esp_family *family)
{
    const struct esp_program *stub = &family->stub;
    const struct esp_memory *m = family->memory;
    bool inside = !m;

    for (; m && m->end && !inside; m++)
        inside = stub->address >= m->start && stub->room <= m->end - m->start &&
                 stub->address - m->start <= m->end - m->start - stub->room;
    return inside && stub->entry >= stub->address && stub->entry - stub->address < *stub->size;
}

static void test_row(const struct esp_family *family)
{
    const struct esp_chipfacts *facts = family->facts;
    const char *name = facts->name;

    tap_ok(name && family->source && family->strap, "%s has a name, a source and a strap", name);
    tap_ok(facts->rom_magic != 0xffffffff && (facts->rom_magic != 0 || facts->image_id != 0),
           "%s has a magic or a number", name);
    tap_ok(facts->boot_offset % ESP_SECTOR_SIZE == 0, "%s boots from a sector", name);
    tap_ok(family->spi.base >= 0x20000000 && family->spi.base % 0x100 == 0 && family->spi.w0 &&
               family->spi.quarter,
           "%s: the SPI base is a peripheral's", name);
    tap_ok(!family->stub.code || (family->stub.address % 4 == 0 && family->stub.address != 0),
           "%s: the stub is aligned", name);
    tap_ok(!family->stub.code || stub_fits_memory(family),
           "%s: the stub is in memory that the loader leaves to programs", family->facts->name);
    tap_ok(!family->stub.code ||
               (*family->stub.size > 100 && *family->stub.size <= family->stub.room),
           "%s: the stub fits", name);
    tap_ok(family->read_identity && family->read_clocks && family->connect_flash &&
               family->start_program && family->set_rate && family->rom_flash,
           "%s: no function is missing", name);
}

/* Is the address on a word, and in no chip's ROM or flash window? */
static bool is_register(uint32_t address)
{
    return address >= 0x20000000 && address % 4 == 0;
}

static void test_later(const struct esp_family *family)
{
    const struct later_chip *later = family->later;
    const char *name = family->facts->name;
    unsigned crystals = 0;

    tap_ok(is_register(later->base) && later->base % 0x100 == 0 && later->mac_offset % 4 == 0 &&
               later->mac_offset >= LATER_BLOCK0_OFFSET && later->extra_offset % 4 == 0,
           "%s: the fuses' addresses", name);
    while (crystals < LATER_CRYSTALS && later->crystals[crystals])
        crystals++;
    tap_ok(crystals > 0 && (crystals > 1) == is_register(later->uart_divisor),
           "%s: several crystals need a register that tells which", name);
    tap_ok(!family->sole_clock(family) == (crystals > 1), "%s: a sole clock has one crystal", name);
    tap_ok(later->packages && later->packages[0].name && later->features,
           "%s: names and features", name);
    tap_ok(family->romcmd.begin_words == 5, "%s: FLASH_BEGIN has five words", name);
}

/* The memory for a program that the user brings. */
static void test_memory(const struct esp_family *family)
{
    uint32_t end = 0;
    bool sane = true;

    for (const struct esp_memory *m = family->memory; m && m->end; m++) {
        sane = sane && m->start < m->end && m->start % 4 == 0 && m->end % 4 == 0 &&
               m->start >= 0x20000000;
        end = m->end;
    }
    tap_ok(sane && (!family->memory || end), "%s: its memory for programs", family->facts->name);
}

/* Nothing of one row is in another row, unless the chips share it. */
static void test_pair(const struct esp_family *one, const struct esp_family *other)
{
    tap_ok(strcmp(one->facts->name, other->facts->name) != 0 && one->facts != other->facts &&
               (!one->facts->rom_magic || one->facts->rom_magic != other->facts->rom_magic) &&
               (!one->facts->extended_header || !other->facts->extended_header ||
                one->facts->image_id != other->facts->image_id) &&
               !(one->tells_no_number && other->tells_no_number) &&
               (!one->later || one->later != other->later),
           "%s and %s are two rows", one->facts->name, other->facts->name);
}

/* Chips whose flash Espressif's stub reaches beyond 16 MB: esptool's manual. */
static void test_reach(const struct esp_family *family)
{
    static const unsigned far[] = {9, 18, 20, 23, 32};
    bool wanted = false;

    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++)
        wanted = wanted || (family->later && family->facts->image_id == far[i]);
    tap_ok((family->foreign_reach > 0x1000000) == wanted, "%s: the reach of Espressif's stub",
           family->facts->name);
    tap_ok(!family->facts->extended_header ||
               (family->facts->flash_sizes[4] == 16u << 20 &&
                family->facts->flash_sizes[5] == 32u << 20 &&
                family->facts->flash_sizes[6] == 64u << 20 &&
                family->facts->flash_sizes[7] == 128u << 20),
           "%s: the codes of large flashes", family->facts->name);
}

static void test_table(void)
{
    uint64_t rows = 0;

    for (size_t i = 0; esp_families[i]; i++) {
        const struct esp_chipfacts *facts = esp_families[i]->facts;

        tap_ok(!facts->rom_magic || esp_family_find(facts->rom_magic) == esp_families[i],
               "%s's magic is its own", facts->name);
        tap_ok(!facts->extended_header || esp_family_by_id(facts->image_id) == esp_families[i],
               "%s's number is its own", facts->name);
        test_row(esp_families[i]);
        test_memory(esp_families[i]);
        test_reach(esp_families[i]);
        if (esp_families[i]->later)
            test_later(esp_families[i]);
        for (size_t k = 0; k < i; k++)
            test_pair(esp_families[k], esp_families[i]);
        rows++;
    }
    tap_ok(!esp_family_find(0x12345678), "an unknown magic has no row");
    tap_ok(!esp_family_find(0), "nor has a chip without a magic");
    tap_ok(!esp_family_by_id(7777) && !esp_family_by_id(0x10000),
           "nor has a number of no chip");
    tap_is((uint64_t)ESP_FACTS_ROWS, rows, "every chip whose images are known has a row");
}

static struct esp_identity decoded(uint32_t m0, uint32_t m1, uint32_t m2, uint32_t m3)
{
    struct esp_identity identity = {.words = {m0, m1, m2, m3}};

    esp8266_decode(&identity);
    return identity;
}

static void is_mac(uint32_t m0, uint32_t m1, uint32_t m3, const char *want, const char *name)
{
    const struct esp_identity identity = decoded(m0, m1, 0, m3);
    const uint8_t *mac = identity.mac;
    char text[24] = "none";

    if (identity.has_mac)
        snprintf(text, sizeof(text), "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2],
                 mac[3], mac[4], mac[5]);
    tap_str(text, want, name);
}

static void test_mac(void)
{
    is_mac(0xd2000000, 0x02001645, 0x00a020a6, "a0:20:a6:16:45:d2",
           "a vendor part in the last word is used");
    is_mac(0xd2000000, 0x00001645, 0, "18:fe:34:16:45:d2", "selector 0 means 18:FE:34");
    is_mac(0xd2000000, 0x00011645, 0, "ac:d0:74:16:45:d2", "selector 1 means AC:D0:74");
    is_mac(0xd2000000, 0x00021645, 0, "none", "another selector means no address");
    is_mac(0xd2000000, 0x00001645, 0xff000000, "18:fe:34:16:45:d2",
           "the last word's top byte is no vendor part");
}

static void test_variant(void)
{
    tap_str(decoded(0xd2000000, 0x02001645, 0, 0x00a020a6).name, "ESP8266EX",
            "an ESP8266EX is one");
    tap_str(decoded(0x10, 0, 0, 0).name, "ESP8285", "fuse bit 4 makes an ESP8285");
    tap_str(decoded(0, 0, 0x10000, 0).name, "ESP8285", "and so does bit 80");
    tap_str(decoded(0x10, 0, 0, 0).features, "wifi,flash", "whose flash is inside");
    tap_is(esp8266_crystal_hz(451 * 115200), 26000000, "divisor 451 at 115200 means 26 MHz");
    tap_is(esp8266_crystal_hz(694 * 115200), 40000000, "694 means 40 MHz");
    tap_is(esp8266_crystal_hz(56 * 921600), 26000000, "56 at 921600 means 26 MHz");
}

/* A loader that knows READ_REG only. */
static void answer(struct fake_transport *f, const uint8_t *request, size_t size)
{
    static const uint8_t good[ESP_STATUS_SIZE] = {0, 5}, unknown[ESP_STATUS_SIZE] = {1, 5};
    uint32_t address = esp_get32(request + ESP_HEADER_SIZE), value = 0;

    (void)size;
    if (request[1] != ESP_OP_READ_REG) {
        fake_answer(f, request[1], 0, unknown, sizeof(unknown));
        return;
    }
    if (address == ESP_CHIP_MAGIC_ADDRESS)
        value = magic;
    else if (address == 0x60000014)
        value = 0xabc00000 | 451;
    else if (address >= 0x3ff00050 && address <= 0x3ff0005c)
        value = fuses[(address - 0x3ff00050) / 4];
    fake_answer(f, request[1], value, good, sizeof(good));
}

static int detect(uint32_t with_magic, const struct esp_family **family)
{
    fake_open(&fake);
    fake.answer = answer;
    esp_link_init(&chip_link, &fake.base, &fake.fault);
    magic = with_magic;
    return esp_family_detect(&chip_link, family, &(bool){false});
}

static void test_detect(void)
{
    const struct esp_family *family = NULL;
    struct esp_identity identity;
    uint32_t uart_hz = 0, crystal_hz = 0;

    fuses[0] = 0x10;
    tap_ok(detect(0xfff0c101, &family) == 0 && strcmp(family->facts->name, "ESP8266") == 0 &&
               family->read_identity(family, &chip_link, &identity) == 0 &&
               strcmp(identity.name, "ESP8285") == 0 && identity.words[0] == 0x10,
           "a chip is told by its magic and fuses");
    tap_ok(family->read_clocks(family, &chip_link, 115200, &uart_hz, &crystal_hz) == 0 &&
               uart_hz == 451 * 115200 && crystal_hz == 26000000,
           "the UART's clock follows from 20 bits of its divisor");
    tap_ok(detect(0x12345678, &family) == ESP_ERR_CHIP && strstr(fake.fault.text, "0x12345678"),
           "an unknown chip is an error that names its magic");
}

/* The text of a file of the source tree; the caller frees it. */
static char *text_of(const char *name)
{
    const char *top = getenv("ESP_SRCDIR");
    char path[4096], *text = calloc(1, 1 << 16);
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", top ? top : ".", name);
    file = fopen(path, "r");
    if (file && text && fread(text, 1, (1 << 16) - 1, file) == 0)
        text[0] = '\0';
    if (file)
        fclose(file);
    return text;
}

/* The tables of chips in the manual and the README have the rows of the table of families. */
static void test_documents(void)
{
    static const char *const tested[] = {[ESP_TESTED_ON_SILICON] = "on boards",
                                         [ESP_TESTED_ON_ROM] = "on the real boot ROM, in a simulator",
                                         [ESP_FROM_TABLES] = "from documents"};
    char *manual = text_of("man/esputils.7"), *readme = text_of("README.md");
    size_t rows = 0, lines = 0;

    for (size_t i = 0; esp_families[i]; i++, rows++) {
        const struct esp_family *family = esp_families[i];
        const char *name = family->facts->name, *tail = strchr(name, '-');
        char row[160];

        snprintf(row, sizeof(row), "\n%s\tyes\t%s\t%s\n", name, family->stub.code ? "yes" : "no",
                 tested[family->tested]);
        tap_ok(manual && strstr(manual, row), "esputils(7) has the row of the %s", name);
        tap_ok(readme && strstr(readme, tail ? tail : name), "README has the %s", name);
    }
    for (const char *at = manual; at && (at = strstr(at, "\nESP")) != NULL; at++)
        lines += strcspn(at + 1, "\t") < strcspn(at + 1, "\n"); /* rows have tabs */
    tap_is(lines, rows, "and esputils(7) has no other rows");
    free(manual);
    free(readme);
}

int main(void)
{
    test_documents();
    test_table();
    test_mac();
    test_variant();
    test_detect();
    return tap_done();
}
