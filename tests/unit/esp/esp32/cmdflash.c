/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of reading and changing flash by a ROM's commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include <stdlib.h>

#include "esp/flash/etasample.h"
#include "esp/flash/ops.h"
#include "tap.h"
#include "unit/esp/esp32/cmdflash_rom.h"

enum { SECTOR = 0x1000, IMAGE = 0x6000 };

static uint8_t got[ROM_FLASH_SIZE], before[ROM_FLASH_SIZE], image_data[0x20000];
static size_t got_size;

static int take(void *ctx, const uint8_t *data, size_t size)
{
    (void)ctx;
    memcpy(got + got_size, data, size);
    got_size += size;
    return 0;
}

static void fill(uint8_t *bytes, size_t size, uint32_t seed)
{
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1103515245 + 12345;
        bytes[i] = (uint8_t)(seed >> 16);
    }
}

/* The flash holds programs, and is blank elsewhere. */
static void begin(void)
{
    memset(rom.flash, 0xff, sizeof(rom.flash));
    fill(rom.flash + 0x1000, 0x9000, 1);
    fill(rom.flash + 0x2f8000, 0x9000, 2);
    memcpy(before, rom.flash, sizeof(before));
    rom_connect();
}

static bool reads(uint32_t offset, uint32_t size, const uint8_t *base)
{
    const struct esp_read_request request = {
        .offset = offset, .size = size, .sink = take, .base = base, .base_size = base ? size : 0};

    got_size = 0;
    return esp_session_read(&rom_session, &request, NULL) == 0 && got_size == size &&
           memcmp(got, rom.flash + offset, size) == 0;
}

static void test_reading(void)
{
    begin();
    tap_ok(reads(0x2f0123, 0x10321, NULL),
           "the ROM is told the flash's size before it reads: it believes in 2 MB");
    tap_ok(rom.in_flight_max > 64 && rom.in_flight_max <= 224,
           "several requests are under way, and not more than the ROM's ring takes");
    begin();
    tap_ok(reads(0x100000, 0x100000, NULL) && rom.count[ESP_OP_READ_FLASH_SLOW] == 0,
           "blank flash is not read: the ROM's digests tell");
    begin();
    tap_ok(reads(0, 0x10000, before) && rom.count[ESP_OP_READ_FLASH_SLOW] == 0,
           "nor is flash that is as an older dump has it");
    begin();
    before[0x3456] ^= 1;
    tap_ok(reads(0, 0x10000, before) && rom.count[ESP_OP_READ_FLASH_SLOW] == 0x8000 / 64,
           "what is not, is read");
    begin();
    rom.bad_md5 = 1;
    memset(before, 0xff, sizeof(before));
    tap_ok(reads(0, 0x8000, NULL), "a digest of blank flash that came from another place is noticed");
}

static void ignore_progress(void *ctx, uint64_t done, uint64_t total)
{
    (void)ctx;
    (void)done;
    (void)total;
}

/* Returns how many digests the ROM is asked for to read a megabyte of blank flash. */
static unsigned digests(esp_progress *progress, int round_trip_ms)
{
    const struct esp_read_request request = {
        .offset = 0x100000, .size = 0x100000, .sink = take, .progress = progress};

    begin();
    rom_session.transport->remote = round_trip_ms > 0;
    rom_session.transport->round_trip_ms = round_trip_ms;
    got_size = 0;
    esp_session_read(&rom_session, &request, NULL);
    esp_eta_end(&rom_session.eta);
    rom_session.transport->remote = false;
    return rom.count[ESP_OP_SPI_FLASH_MD5];
}

static void test_samples(void)
{
    struct fake_transport *line;
    unsigned none = digests(NULL, 0);

    tap_ok(digests(ignore_progress, 20) >= none + ESP_SAMPLES_MAX,
           "for the time that is left, samples are taken");
    tap_is(digests(ignore_progress, 200), none, "but not where their round trips take seconds");
    begin();
    line = (struct fake_transport *)rom_session.transport;
    line->dead = ESP_ERR_CHECK;
    tap_is((uint64_t)esp_eta_sample(&rom_session, 0, 0x100000, 0x10000), 0,
           "a sample that fails is no reason to stop");
    line->dead = ESP_ERR_LINE;
    tap_ok(esp_eta_sample(&rom_session, 0, 0x100000, 0x10000) == ESP_ERR_LINE,
           "but a line that is gone is");
    line->dead = 0;
}

/* Reads 32 KB over a line that damages each so-manieth answer to op. */
static void damaged(uint8_t op, unsigned lose, unsigned flip, const char *name)
{
    begin();
    rom.damaged_op = op;
    rom.lose_answer = lose;
    rom.flip_answer = flip;
    tap_ok(reads(0, 0x8000, NULL), "%s", name);
    tap_ok(rom.count[ESP_OP_READ_FLASH_SLOW] < 4 * 0x8000 / 64, "and little is read again: %u",
           rom.count[ESP_OP_READ_FLASH_SLOW]);
}

static void test_damage(void)
{
    damaged(ESP_OP_READ_FLASH_SLOW, 0, 97, "damaged answers are read again");
    damaged(ESP_OP_READ_FLASH_SLOW, 211, 0, "so are lost ones");
    damaged(ESP_OP_SPI_FLASH_MD5, 3, 0, "lost digests are asked for again");
    damaged(ESP_OP_SPI_FLASH_MD5, 0, 5, "so are damaged ones");
}

static int write_at(uint32_t offset, uint32_t size, struct esp_write_report *report)
{
    const struct esp_image image = {offset, size, image_data};
    const struct esp_write_request request = {.images = &image, .count = 1};

    return esp_session_write(&rom_session, &request, report);
}

/* Does the flash hold the image, and its former contents around it? */
static bool holds(uint32_t offset, uint32_t size)
{
    memcpy(before + offset, image_data, size);
    return memcmp(before, rom.flash, sizeof(before)) == 0 && !rom.lied && !rom.swapped;
}

static void test_writing(void)
{
    struct esp_write_report report;

    begin();
    fill(image_data, sizeof(image_data), 3);
    memset(image_data + 0x3000, 0xff, SECTOR);
    tap_ok(write_at(0, IMAGE, &report) == 0 && holds(0, IMAGE),
           "an image is written, and nothing else");
    tap_ok(rom.begin[0].offset == 0x1000 && rom.begin[0].erased == SECTOR,
           "the sector that the chip boots from is blanked first");
    tap_ok(rom.begins >= 2 && rom.begin[rom.begins - 1].offset == 0x1000,
           "and is written last");
    tap_ok(report.sectors == IMAGE / SECTOR && report.changed == IMAGE / SECTOR && report.begun,
           "the report counts the sectors");
    tap_is(rom.count[ESP_OP_FLASH_DATA], (IMAGE / SECTOR - 1) * 4, "blank sectors are not sent");
    rom.begins = 0;
    tap_ok(write_at(0, IMAGE, &report) == 0 && rom.begins == 0 && report.changed == 0,
           "what is right already is not written again");
    begin();
    tap_ok(write_at(0x2f8801, 0x1234, &report) == 0 && holds(0x2f8801, 0x1234),
           "bytes around an image stay");
}

static void test_damaged_writes(void)
{
    begin();
    rom.bad_block = 7;
    tap_ok(write_at(0x10000, 0x8000, NULL) == 0 && holds(0x10000, 0x8000),
           "a damaged block is not sent again: its region is begun again");
    /* Two sectors behind the guard, of which the second has to be begun again; a blank one;
     * four more; the guard. */
    tap_is(rom.count[ESP_OP_FLASH_DATA], 7 + 4 + 4 * 4 + 4, "at the damaged sector, at once");
    begin();
    rom.bad_place = 1;
    tap_ok(write_at(0x6000, 0x2000, NULL) == 0 && holds(0x6000, 0x2000),
           "an address that was damaged on its way erases nothing");
    begin();
    rom.damaged_op = ESP_OP_FLASH_DATA;
    rom.lose_answer = 9;
    tap_ok(write_at(0x10000, 0x8000, NULL) == 0 && holds(0x10000, 0x8000),
           "a lost answer to a block does no harm");
    begin();
    rom.damaged_op = ESP_OP_FLASH_BEGIN;
    rom.lose_answer = 3;
    tap_ok(write_at(0x10000, 0x8000, NULL) == 0 && holds(0x10000, 0x8000),
           "nor does one to FLASH_BEGIN");
    begin();
    rom.worn = 0x12345;
    image_data[0x2345] = 0xff;
    tap_ok(write_at(0x10000, 0x8000, NULL) == ESP_ERR_CHECK &&
               strstr(rom_session.fault.text, "0x12345 is 0x00 and should be 0xff"),
           "a worn cell is found: %s", rom_session.fault.text);
}

static bool erases(uint32_t offset, uint32_t size, bool all, uint64_t expected)
{
    const struct esp_erase_request request = {.offset = offset, .size = size, .all = all};
    uint64_t erased = 0;

    memset(before + offset, 0xff, size);
    return esp_session_erase(&rom_session, &request, &erased) == 0 && erased == expected &&
           memcmp(before, rom.flash, sizeof(before)) == 0 && !rom.lied && !rom.swapped;
}

static void test_erasing(void)
{
    begin();
    tap_ok(erases(0x2000, 2 * SECTOR, false, 2 * SECTOR), "exactly the range is erased");
    tap_ok(erases(0, ROM_FLASH_SIZE, false, 0x9000 - 2 * SECTOR + 0x9000),
           "only sectors that are not blank are erased");
    begin();
    rom.bad_md5 = 1;
    tap_ok(erases(0x2000, 2 * SECTOR, false, 2 * SECTOR),
           "a digest that came from another place does not make a range blank");
    tap_ok(erases(0x10000, 0x10000, true, 0x10000) && rom.begins > 0,
           "unless blank ones are wanted, too");
}

static unsigned differences;

static void differs(void *ctx, uint32_t offset, uint32_t size)
{
    (void)ctx;
    differences += offset == 0x2000 && size == 2 * SECTOR;
}

static void test_comparing(void)
{
    struct esp_image image = {0x1000, 0x8000, image_data};

    begin();
    memcpy(image_data, rom.flash + 0x1000, 0x8000);
    differences = 0;
    tap_ok(esp_session_compare(&rom_session, &image, 1, differs, NULL, NULL) == 0 &&
               differences == 0 && rom.count[ESP_OP_READ_FLASH_SLOW] == 0,
           "an equal image is compared without reading");
    image_data[0x1fff] ^= 1;
    image_data[0x2000] ^= 1;
    tap_ok(esp_session_compare(&rom_session, &image, 1, differs, NULL, NULL) == 0 &&
               differences == 1,
           "differences are told by sectors");
}

static void test_repeats(void)
{
    begin();
    tap_ok(esp_session_look_for_repeats(&rom_session) == 0 &&
               rom_session.board.flash_repeats == 0,
           "a flash does not repeat");
    tap_is(rom.count[ESP_OP_SPI_FLASH_MD5], 4,
           "which the bootloader's sector tells, asked for twice like the one 2 MB behind");
    memcpy(rom.flash + 0x200000, rom.flash, 0x200000);
    memcpy(rom.flash + 0x100000, rom.flash, 0x100000);
    memcpy(rom.flash + 0x200000, rom.flash, 0x200000);
    rom.flash[0x180000] = rom.flash[0x380000] = 0;
    tap_ok(esp_session_look_for_repeats(&rom_session) == 0 &&
               rom_session.board.flash_repeats == 0x200000,
           "one that does is found to, by digests of its halves");
}

/* A family of which it is not known where the ROM keeps what it received. */
static void begin_unchecked(void)
{
    static struct esp_family unchecked;

    begin();
    unchecked = *rom_session.board.family;
    unchecked.romcmd = (struct esp_romcmd_facts){.begin_words = 4};
    rom_session.board.family = &unchecked;
}

static void test_unchecked(void)
{
    static uint8_t contents[2 * SECTOR];
    const struct esp_image image = {0xa000, sizeof(contents), contents};
    const struct esp_write_request request = {.images = &image, .count = 1};
    const struct esp_erase_request erase = {.offset = 0x9000, .size = SECTOR};
    uint64_t erased;

    fill(contents, sizeof(contents), 9);
    begin_unchecked();
    tap_ok(esp_session_write(&rom_session, &request, NULL) == 0 &&
               memcmp(rom.flash + 0xa000, contents, sizeof(contents)) == 0 &&
               memcmp(rom.flash, before, 0xa000) == 0,
           "a ROM that cannot be asked what arrived is written: %s", rom_session.fault.text);
    begin_unchecked();
    rom.bad_begin = 1;
    tap_ok(esp_session_write(&rom_session, &request, NULL) == ESP_ERR_CHECK &&
               strstr(rom_session.fault.text, "outside of what was to change"),
           "a request that was damaged, and erased another place, is noticed: %s",
           rom_session.fault.text);
    begin_unchecked();
    rom.bad_begin = 1;
    tap_ok(esp_session_erase(&rom_session, &erase, &erased) == ESP_ERR_CHECK &&
               strstr(rom_session.fault.text, "outside of what was to change"),
           "and so it is when erasing: %s", rom_session.fault.text);
    begin_unchecked();
    rom.bad_limit = 2; /* the first one comes with the digests */
    tap_ok(esp_session_write(&rom_session, &request, NULL) == 0 && rom_limit_at_begin() <= 0xc000,
           "the ROM is told again where the flash ends if it does not believe so");
}

/* A ROM like the ESP32-C3's: the fifth word of a FLASH_BEGIN is placed and looked at, too. */
static void test_five_words(void)
{
    static uint8_t contents[2 * SECTOR];
    static struct esp_family later;
    const struct esp_image image = {0xa000, sizeof(contents), contents};
    const struct esp_write_request request = {.images = &image, .count = 1};

    fill(contents, sizeof(contents), 9);
    begin();
    later = *rom_session.board.family;
    later.romcmd.begin_words = rom.begin_words = 5;
    rom_session.board.family = &later;
    rom.bad_place = 1;
    tap_ok(esp_session_write(&rom_session, &request, NULL) == 0 &&
               memcmp(rom.flash + 0xa000, contents, sizeof(contents)) == 0 &&
               memcmp(rom.flash, before, 0xa000) == 0,
           "with five words, a damaged FLASH_BEGIN is noticed before it erases: %s",
           rom_session.fault.text);
}

/* Another build of the ROM: a word that should hold an address of the ROM's holds another one. */
static void test_other_build(void)
{
    static uint8_t contents[2 * SECTOR];
    static struct esp_family other;
    const struct esp_image image = {0xa000, sizeof(contents), contents};
    const struct esp_write_request request = {.images = &image, .count = 1};

    fill(contents, sizeof(contents), 9);
    begin();
    other = *rom_session.board.family;
    other.romcmd.pointer = 0x3ffae000; /* where the ROM in this test has a 0 */
    other.romcmd.message = 0x3ff50000;
    rom_session.board.family = &other;
    tap_ok(esp_session_write(&rom_session, &request, NULL) == 0 &&
               memcmp(rom.flash + 0xa000, contents, sizeof(contents)) == 0 &&
               memcmp(rom.flash, before, 0xa000) == 0,
           "another build of a ROM is not asked at addresses of this one: %s",
           rom_session.fault.text);
}

int main(void)
{
    test_reading();
    test_samples();
    test_damage();
    test_writing();
    test_damaged_writes();
    test_erasing();
    test_comparing();
    test_repeats();
    test_unchecked();
    test_five_words();
    test_other_build();
    return tap_done();
}
