/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the stub with a flash of more than 16 MB.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The stub asks the flash only once, so each case runs in its own process.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "stub/limits.h"
#include "stub/stub.h"
#include "tap.h"
#include "unit/stub/stub_talk.h"

enum { HIGH = STUB_REACH, SECTOR = ESP_SECTOR_SIZE, MACRONIX = 0x1920c2, WINBOND = 0x1940ef };

/* Headers of tables, and the table of four-byte instructions at 0x20 (see tests/sim/nor). */
static const uint8_t with_table[] = {
    'S', 'F', 'D', 'P', 6, 1, 1, 0xff, 0x00, 6, 1, 16, 0x80, 0, 0, 0xff,
    0x84, 0, 1, 2, 0x20, 0, 0, 0xff, 0, 0, 0, 0, 0, 0, 0, 0,
    0x47, 0x0a, 0, 0, 0x21, 0x5c, 0xdc, 0xff,
};
static uint8_t tables[sizeof with_table];

/* The result of test(), run in its own process with a large flash that has the tables. */
static bool alone(bool (*test)(void))
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        restart();
        memcpy(tables, with_table, sizeof tables);
        chip.large_id = MACRONIX;
        chip.sfdp = tables;
        chip.sfdp_size = sizeof tables;
        for (uint32_t i = 0; i < FAKE_FLASH_SIZE; i++)
            chip.high[i] = (uint8_t)(i * 2246822519u >> 11);
        _exit(test() ? 0 : 1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

static uint32_t reach_told(void)
{
    ask(ESP_OP_STUB_INFO, NULL, 0);
    if (!answered(ESP_OP_STUB_INFO, 0, 0) || chip.flash_misused)
        return 0;
    return word_at(heard.data + offsetof(struct esp_stub_info, limits.reach));
}

/* The digest by the stub of the range, and of the same bytes. */
static bool reads(uint32_t address, const uint8_t *wanted, uint32_t size)
{
    struct chip_md5 md5;
    uint8_t digest[ESP_MD5_SIZE];

    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){address, size, 0, 0}, 16);
    if (!answered(ESP_OP_SPI_FLASH_MD5, 0, 0))
        return false;
    chip_md5_start(&md5);
    chip_md5_add(&md5, wanted, size);
    chip_md5_end(&md5, digest);
    return memcmp(heard.data, digest, sizeof digest) == 0 && !chip.flash_misused;
}

static bool refuses(uint32_t address, uint32_t size)
{
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){address, size, 0, 0}, 16);
    return answered(ESP_OP_SPI_FLASH_MD5, 0, ESP_STUB_BAD_RANGE);
}

static bool reads_far(void)
{
    if (reach_told() != ESP_FLASH_MAX)
        return false;
    chip.far_reads = chip.two_line_reads = 0;
    return reads(HIGH + 0x123, chip.high + 0x123, 0x1000) && chip.far_reads == SECTOR / 64 &&
           chip.two_line_reads == SECTOR / 64;
}

/* The flash below the border ends with its first bytes again, as the real one with its last. */
static bool reads_across(void)
{
    uint8_t wanted[64];

    if (reach_told() == 0)
        return false;
    memcpy(wanted, chip.flash + FAKE_FLASH_SIZE - 32, 32);
    memcpy(wanted + 32, chip.high, 32);
    chip.far_reads = 0;
    return reads(HIGH - 32, wanted, sizeof wanted) && chip.far_reads == 1;
}

static bool near_stays_near(void)
{
    if (reach_told() == 0)
        return false;
    chip.far_reads = 0;
    return reads(0, chip.flash, SECTOR) && chip.far_reads == 0;
}

static bool writes(uint32_t address, uint8_t value)
{
    static uint8_t data[sizeof(struct esp_write_region) + ESP_SECTOR_SIZE];
    struct esp_write_region region = {address, SECTOR, ESP_WRITE_STORED, 7, 0};

    memset(data + sizeof region, value, SECTOR);
    region.crc32 = (uint32_t)crc32(0, data + sizeof region, SECTOR);
    memcpy(data, &region, sizeof region);
    ask(ESP_OP_WRITE_REGION, data, sizeof data);
    return answered(ESP_OP_WRITE_REGION, 7, 0);
}

static bool all(const uint8_t *bytes, uint32_t size, uint8_t value)
{
    while (size-- != 0)
        if (*bytes++ != value)
            return false;
    return true;
}

static bool writes_far(void)
{
    static uint8_t before[FAKE_FLASH_SIZE];

    memcpy(before, chip.flash, sizeof before);
    if (reach_told() == 0 || !writes(HIGH + SECTOR, 0x33) || !writes(HIGH + SECTOR, 0x35))
        return false;
    return all(chip.high + SECTOR, SECTOR, 0x35) && chip.high[0] != 0x35 && !chip.flash_misused &&
           chip.sector_erases == 2 && memcmp(before, chip.flash, sizeof before) == 0;
}

static bool erases_far(void)
{
    static uint8_t before[FAKE_FLASH_SIZE];

    memcpy(before, chip.flash, sizeof before);
    if (reach_told() == 0)
        return false;
    ask(ESP_OP_ERASE_SECTORS, (uint32_t[]){HIGH + ESP_BLOCK64_SIZE, ESP_BLOCK64_SIZE, 0, 5}, 16);
    return answered(ESP_OP_ERASE_SECTORS, 5, 0) && chip.block64_erases == 1 &&
           all(chip.high + ESP_BLOCK64_SIZE, ESP_BLOCK64_SIZE, 0xff) && !chip.flash_misused &&
           !all(chip.high, ESP_BLOCK64_SIZE, 0xff) && memcmp(before, chip.flash, sizeof before) == 0;
}

/* True if the stub reaches 16 MB, and no byte more. */
static bool near_only(void)
{
    return reach_told() == STUB_REACH && chip.far_reads == 0 && refuses(STUB_REACH - 1, 2) &&
           refuses(STUB_REACH, 1) && reads(STUB_REACH - 64, chip.flash + FAKE_FLASH_SIZE - 64, 64);
}

static bool without_tables(void)
{
    chip.sfdp = NULL;
    chip.sfdp_size = 0;
    return near_only();
}

static bool small(void)
{
    chip.large_id = 0; /* 4 MB, whatever the tables say */
    return near_only();
}

/* Each of these is needed: the bits for 13h, 0Ch and 12h, for the erases, and their commands. */
static bool lacks_one(void)
{
    static const struct { uint8_t at, value; } changes[] = {
        {0, 'X'}, {0x12, 2}, {0x13, 1}, {0x20, 0x46}, {0x20, 0x45}, {0x20, 0x07}, {0x21, 0x08},
        {0x21, 0x02}, {0x24, 0x20}, {0x26, 0xd8}};

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        pid_t child = fork();
        int status = 0;

        if (child == 0) {
            tables[changes[i].at] = changes[i].value;
            _exit(near_only() ? 0 : 1);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status != 0)
            return false;
    }
    return true;
}

/* The basic table of JESD216A, and no other. */
static bool jesd216a(void)
{
    chip.large_id = WINBOND;
    tables[6] = 0;
    tables[9] = 5;
    return reach_told() == ESP_FLASH_MAX;
}

static bool jesd216(void)
{
    chip.large_id = WINBOND;
    tables[6] = 0;
    tables[9] = 0;
    tables[11] = 9;
    return near_only();
}

static bool other_jesd216a(void)
{
    tables[6] = 0;
    return near_only();
}

static bool misread_far(void)
{
    chip.misread_far = true;
    return reach_told() == STUB_REACH;
}

/* The flash is asked when it answers. */
static bool busy_at_first(void)
{
    chip.flash_busy = true;
    if (reach_told() != STUB_REACH)
        return false;
    chip.flash_busy = false;
    return reach_told() == ESP_FLASH_MAX;
}

int main(void)
{
    tap_ok(alone(reads_far), "a flash with the commands for it is read above 16 MB, on two lines");
    tap_ok(alone(reads_across), "and across the border");
    tap_ok(alone(near_stays_near), "below it three bytes are sent");
    tap_ok(alone(writes_far), "a sector above 16 MB is written, and nothing else");
    tap_ok(alone(erases_far), "a block is erased there");
    tap_ok(alone(without_tables), "of a flash that tells nothing 16 MB are reached");
    tap_ok(alone(small), "so it is with a small one");
    tap_ok(alone(lacks_one), "and where one command is missing");
    tap_ok(alone(jesd216a), "Winbond's parts since JESD216A need no table of their own");
    tap_ok(alone(jesd216), "the older ones have not the commands");
    tap_ok(alone(other_jesd216a), "nor have other makers' parts without the table");
    tap_ok(alone(misread_far), "commands are not used that read wrongly");
    tap_ok(alone(busy_at_first), "a flash that is busy is asked later");
    return tap_done();
}
