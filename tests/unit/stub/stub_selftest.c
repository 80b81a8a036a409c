/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the stub's self-tests, on a make-believe chip that fails them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The stub keeps the results of its self-tests until it is started again, so each case runs
 * in its own process.
 */
#include <sys/wait.h>
#include <unistd.h>

#include "stub/flash/bus.h"
#include "stub/stub.h"
#include "tap.h"
#include "unit/stub/stub_talk.h"

enum {
    USUAL = ESP_TEST_ID | ESP_TEST_DATA | ESP_TEST_CLOCK | ESP_TEST_FAST | ESP_TEST_LINES,
    ONE_LINE = USUAL & ~ESP_TEST_LINES,
    BLOCK = ESP_BLOCK64_SIZE,
};

/* The result of test(), run in its own process with a chip in its first state. */
static bool alone(bool (*test)(void))
{
    int status = 0;
    pid_t child;

    fflush(stdout);
    child = fork();
    if (child == 0) {
        restart();
        memset(chip.flash, 0x55, sizeof chip.flash);
        chip.flash[1] = 0xaa;
        _exit(test() ? 0 : 1);
    }
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* True if STUB_INFO says that these were tried, and that these failed. */
static bool told(uint32_t tried, uint32_t failed)
{
    ask(ESP_OP_STUB_INFO, NULL, 0);
    return answered(ESP_OP_STUB_INFO, 0, 0) && word_at(heard.data + 24) == tried &&
           word_at(heard.data + 28) == failed;
}

static bool good(void)
{
    return told(USUAL, 0) && chip.flash_clock == CHIP_FLASH_FAST && word_at(heard.data + 32) == 34;
}

static bool misread_at_half(void)
{
    chip.misread_fast = true;
    return told(USUAL, ESP_TEST_FAST) && chip.flash_clock == CHIP_FLASH_SLOW;
}

static bool misread_always(void)
{
    chip.misread = true;
    return told(ONE_LINE, ESP_TEST_ID | ESP_TEST_DATA | ESP_TEST_FAST);
}

static bool other_id(void)
{
    chip.id_plainly = FAKE_FLASH_ID + 1;
    return told(USUAL, ESP_TEST_ID | ESP_TEST_FAST);
}

static bool too_fast_at_half(void)
{
    chip.measured_fast = 18;
    return told(USUAL, ESP_TEST_FAST) && chip.flash_clock == CHIP_FLASH_SLOW;
}

static bool never_divided(void)
{
    chip.measured_fast = chip.measured_slow = 18;
    return told(USUAL, ESP_TEST_FAST | ESP_TEST_CLOCK);
}

static bool slower(void)
{
    chip.measured_fast = chip.measured_slow = 200;
    return told(USUAL, 0);
}

static bool blank(void)
{
    memset(chip.flash, 0xff, sizeof chip.flash);
    return told(ONE_LINE & ~(uint32_t)ESP_TEST_DATA, 0);
}

static bool zeros(void)
{
    memset(chip.flash, 0, sizeof chip.flash);
    chip.flash[0x10000] = 1;
    return told(ONE_LINE, 0); /* the test uses the byte at 0x10000 */
}

/* The sector has only one kind of byte, which two lines of ones would not change. */
static bool dull_on_two_lines(void)
{
    memset(chip.flash, 0x55, ESP_SECTOR_SIZE);
    chip.flash[1] = 0x5d;
    chip.dead_line = true;
    return told(ONE_LINE, 0);
}

static bool unknown_on_two_lines(void)
{
    chip.no_two_lines = true;
    return told(ONE_LINE, 0);
}

static bool reads_sector(void)
{
    ask(ESP_OP_SPI_FLASH_MD5, (uint32_t[]){0, ESP_SECTOR_SIZE, 0, 0}, 16);
    return answered(ESP_OP_SPI_FLASH_MD5, 0, 0);
}

static bool dead_line(void)
{
    chip.dead_line = true;
    if (!told(ONE_LINE, 0))
        return false;
    chip.two_line_reads = 0;
    return reads_sector() && chip.two_line_reads == 0 && !chip.flash_misused;
}

static bool two_lines(void)
{
    if (!told(USUAL, 0))
        return false;
    chip.two_line_reads = 0;
    return reads_sector() && chip.two_line_reads == ESP_SECTOR_SIZE / BUS_CHUNK &&
           !chip.flash_misused;
}

static bool nobody(void)
{
    chip.absent = true;
    return told(0, 0);
}

static bool appears_later(void)
{
    return nobody() && !(chip.absent = false) && told(USUAL, 0);
}

static bool hurries(void)
{
    chip.clock_factor = 2;
    if (!told(USUAL, 0))
        return false;
    ask(ESP_OP_HURRY, NULL, 0);
    return answered(ESP_OP_HURRY, 2, 0) && chip.calms == 0 && told(USUAL | ESP_TEST_CPU, 0);
}

static bool hurries_after_a_change(void)
{
    chip.clock_factor = 2;
    if (!told(USUAL, 0))
        return false;
    chip.flash[0] = 0x54;
    ask(ESP_OP_HURRY, NULL, 0);
    return answered(ESP_OP_HURRY, 2, 0);
}

static bool hurries_in_vain(void)
{
    chip.clock_factor = 2;
    chip.misread_hurried = true;
    if (!told(USUAL, 0))
        return false;
    ask(ESP_OP_HURRY, NULL, 0);
    return answered(ESP_OP_HURRY, 1, 0) && chip.calms == 1 &&
           told(USUAL | ESP_TEST_CPU, ESP_TEST_CPU);
}

/* Writes a sector of this value.  True if the answer has this status. */
static bool writes(uint8_t value, uint8_t status)
{
    static uint8_t data[sizeof(struct esp_write_region) + ESP_SECTOR_SIZE];
    struct esp_write_region region = {BLOCK, ESP_SECTOR_SIZE, ESP_WRITE_STORED, 7, 0};

    memset(data + sizeof region, value, ESP_SECTOR_SIZE);
    region.crc32 = (uint32_t)crc32(0, data + sizeof region, ESP_SECTOR_SIZE);
    memcpy(data, &region, sizeof region);
    ask(ESP_OP_WRITE_REGION, data, sizeof data);
    return answered(ESP_OP_WRITE_REGION, 7, status);
}

static bool erases(uint32_t address, uint32_t length, uint8_t status)
{
    ask(ESP_OP_ERASE_SECTORS, (uint32_t[]){address, length, 0, 5}, 16);
    return answered(ESP_OP_ERASE_SECTORS, 5, status);
}

static bool writes_right(void)
{
    return told(USUAL, 0) && writes(0x33, 0) && writes(0x44, 0) && told(USUAL | ESP_TEST_WRITE, 0);
}

static bool writes_wrong(void)
{
    chip.misread_written = true;
    return told(USUAL, 0) && writes(0x33, 0) && writes(0x44, ESP_STUB_UNSURE) &&
           writes(0x44, ESP_STUB_UNSURE) && erases(0, ESP_SECTOR_SIZE, ESP_STUB_UNSURE) &&
           told(USUAL | ESP_TEST_WRITE, ESP_TEST_WRITE) && chip.flash[BLOCK] == 0x33;
}

static bool erases_wrong(void)
{
    chip.misread_written = true;
    return told(USUAL, 0) && erases(0x1000, ESP_SECTOR_SIZE, ESP_STUB_UNSURE) &&
           erases(0x2000, ESP_SECTOR_SIZE, ESP_STUB_UNSURE) && chip.flash[0x2000] == 0x55;
}

/* The host reads the sector back, so it is the host that erases the sector again. */
static bool erases_badly(void)
{
    chip.stuck_address = 0x1234;
    chip.flash[0x1234] = 0;
    return told(USUAL, 0) && erases(0x1000, ESP_SECTOR_SIZE, 0) &&
           erases(0x1000, ESP_SECTOR_SIZE, 0) && told(USUAL, 0);
}

static bool erases_a_block(void)
{
    return told(USUAL, 0) && erases(BLOCK, BLOCK, 0) && chip.block64_erases == 1 &&
           told(USUAL | ESP_TEST_WRITE | ESP_TEST_BESIDE, 0) && chip.flash[BLOCK - 1] == 0x55;
}

static bool erases_more(void)
{
    chip.erases_more = true;
    return told(USUAL, 0) && erases(BLOCK, BLOCK, ESP_STUB_ERASED_MORE) &&
           writes(0x33, ESP_STUB_ERASED_MORE) &&
           told(USUAL | ESP_TEST_BESIDE, ESP_TEST_BESIDE);
}

static bool erases_beside_blank(void)
{
    memset(chip.flash, 0xff, BLOCK);
    if (!told(ONE_LINE, 0))
        return false;
    chip.reads = 0;
    return erases(BLOCK, BLOCK, 0) && chip.block64_erases == 1 &&
           chip.reads < 4 * BLOCK / BUS_CHUNK; /* the block itself, and each neighbour once */
}

/* Protection: the registers before, the values that are kept, and the second attempt to
 * read. */
/* The first block did not allow the test, so the stub tests at the next block. */
static bool erases_more_later(void)
{
    memset(chip.flash + BLOCK, 0xff, BLOCK);
    if (!told(USUAL, 0) || !erases(0, BLOCK, 0) || !told(USUAL | ESP_TEST_WRITE, 0))
        return false;
    chip.erases_more = true;
    memset(chip.flash, 0x55, sizeof chip.flash);
    return erases(BLOCK, BLOCK, ESP_STUB_ERASED_MORE);
}

static bool only_plain_silent(void)
{
    chip.id_plainly = 0xffffff;
    return told(ESP_TEST_ID, ESP_TEST_ID);
}

static bool protected_by_cmp(void)
{
    chip.second = 0x42; /* CMP and QE */
    return told(USUAL, 0) && writes(0x33, 0) && writes(0x44, 0) && chip.second == 0x02;
}

static bool misreads_once_open(void)
{
    chip.status = 0x1c;
    chip.misread_open = true;
    return told(USUAL, 0) && writes(0x33, 0) && writes(0x44, ESP_STUB_UNSURE) &&
           chip.flash[BLOCK] == 0x55;
}

int main(void)
{
    tap_ok(alone(good), "a good chip passes, and is read at half of the clock");
    tap_ok(alone(misread_at_half), "one that misreads at half of the clock is read at a quarter");
    tap_ok(alone(misread_always), "one that misreads at a quarter, too, fails in ID and data");
    tap_ok(alone(other_id), "so does one whose ID is another one by the second path");
    tap_ok(alone(too_fast_at_half), "a half that is none is not used");
    tap_ok(alone(never_divided), "a clock that is not divided at all fails");
    tap_ok(alone(slower), "a slower one does no harm");
    tap_ok(alone(blank), "of a blank flash there are no data to compare");
    tap_ok(alone(zeros), "and zeros are none either, but what follows them is");
    tap_ok(alone(two_lines), "contents are read on two lines where this is proven");
    tap_ok(alone(unknown_on_two_lines), "a flash that does not know 3Bh is read on one");
    tap_ok(alone(dead_line), "so is one whose second line is not connected");
    tap_ok(alone(dull_on_two_lines), "and one whose contents would not show that");
    tap_ok(alone(nobody), "where no flash answers nothing is tried");
    tap_ok(alone(appears_later), "until one does");
    tap_ok(alone(hurries), "a CPU that bears twice its clock has it");
    tap_ok(alone(hurries_after_a_change), "whatever the flash holds by then");
    tap_ok(alone(hurries_in_vain), "one that does not has its own again");
    tap_ok(alone(writes_right), "the first sector written is read in two ways");
    tap_ok(alone(writes_wrong), "where they differ nothing is written or erased any more");
    tap_ok(alone(erases_wrong), "so it is with an erase");
    tap_ok(alone(erases_badly), "a worn sector is no wrong path");
    tap_ok(alone(erases_a_block), "the first block erased leaves its neighbours alone");
    tap_ok(alone(erases_more), "where it does not nothing is changed any more");
    tap_ok(alone(erases_beside_blank), "a blank neighbour has nothing to lose, and is not read again");
    tap_ok(alone(erases_more_later), "so the next block is tried");
    tap_ok(alone(only_plain_silent), "an ID that only one path reads is a difference");
    tap_ok(alone(protected_by_cmp), "protection by CMP is lifted, and QE is kept");
    tap_ok(alone(misreads_once_open), "a flash that misreads since then is not changed");
    return tap_done();
}
