/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of changes to the simulated NOR flash chip's contents: power cuts, a stuck bit, its
 * file.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/nor_bench.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

static size_t count(const uint8_t *bytes, size_t size, uint8_t value)
{
    size_t found = 0;

    for (size_t i = 0; i < size; i++)
        found += bytes[i] == value;
    return found;
}

/* Cuts the power during the erase of a programmed sector, after this many ms. */
static struct bench cut_erase(uint64_t after)
{
    struct bench b = setup(0x10000);
    uint8_t page[256];

    memset(page, 0x5a, sizeof page);
    for (uint32_t address = 0; address < 0x2000; address += 256)
        program(&b, address, page, sizeof page);
    op(&b, 0x06);
    at(&b, 0x20, 0);
    nor_power_cut(b.nor, b.now + after);
    return b;
}

static void test_power_cut(void)
{
    struct bench b = cut_erase(22 * MS), again = cut_erase(22 * MS), early = cut_erase(0);
    struct bench late = cut_erase(45 * MS), p = setup(0x10000);
    const uint8_t *bytes = nor_bytes(b.nor);
    uint8_t page[256] = {0};
    size_t blank = count(bytes, 0x1000, 0xff), old = count(bytes, 0x1000, 0x5a);

    tap_ok(blank > 500 && old > 500 && blank + old < 0x1000 - 100,
           "a cut in an erase leaves some bytes blank, some old, some neither");
    tap_ok(all(bytes + 0x1000, 0x1000, 0x5a), "the next sector is untouched");
    tap_ok(memcmp(bytes, nor_bytes(again.nor), 0x10000) == 0, "the same cut, the same damage");
    tap_ok(all(nor_bytes(early.nor), 0x1000, 0x5a), "at once, it has not begun");
    tap_ok(all(nor_bytes(late.nor), 0x1000, 0xff), "after the end, it is whole");
    tap_ok(!nor_busy(b.nor, b.now + 23 * MS) && status(&b, 0x05) == 0,
           "then the chip is idle and not write-enabled");
    tap_is(nor_get_stats(b.nor)->busy_ns % MS, nor_get_stats(again.nor)->busy_ns % MS,
           "busy time counts what was spent");
    start_program(&p, 0, page, sizeof page);
    nor_power_cut(p.nor, p.now + 333750);
    tap_ok(all(nor_bytes(p.nor), 127, 0) && all(nor_bytes(p.nor) + 128, 128, 0xff),
           "a cut in a program leaves the page's second half as it was");
    start_program(&p, 0x1010, page, 61);
    nor_power_cut(p.nor, p.now + duration(&p) / 2);
    tap_ok(all(nor_bytes(p.nor) + 0x1010, 30, 0) && all(nor_bytes(p.nor) + 0x102f, 200, 0xff),
           "or the second half of what was to be programmed of it");
    nor_close(b.nor);
    nor_close(again.nor);
    nor_close(early.nor);
    nor_close(late.nor);
    nor_close(p.nor);
}

static void test_stuck_bit(void)
{
    struct nor_config low = {.size = 0x10000, .has_stuck_bit = true, .stuck_address = 0x1234,
                             .stuck_bit = 3};
    struct nor_config high = low;
    struct bench b = {.nor = nor_open(&low)}, c;
    uint8_t zero[3] = {0};

    high.stuck_at_one = true;
    c.nor = nor_open(&high);
    c.now = 0;
    program(&b, 0x1233, zero, 3);
    op(&b, 0x06);
    at(&b, 0x20, 0x1000);
    wait_idle(&b);
    tap_ok(nor_bytes(b.nor)[0x1234] == 0xf7 && nor_bytes(b.nor)[0x1233] == 0xff,
           "a bit stuck at 0 stays 0 through an erase");
    program(&c, 0x1233, zero, 3);
    tap_ok(nor_bytes(c.nor)[0x1234] == 0x08 && nor_bytes(c.nor)[0x1235] == 0,
           "a bit stuck at 1 stays 1 through a program");
    nor_close(b.nor);
    nor_close(c.nor);
}

static int refused(const char *path, uint32_t size)
{
    struct nor_config config = {.path = path, .size = size};
    struct nor *nor = nor_open(&config);

    nor_close(nor);
    return nor ? 0 : errno;
}

/* Programs a byte, and ends the process without closing anything. */
static void die_after_program(const char *path)
{
    struct nor_config config = {.path = path};
    struct bench b = {.nor = nor_open(&config)};
    uint8_t value = 0x3c;

    program(&b, 0x4321, &value, 1);
    _exit(0);
}

static void test_file(void)
{
    char path[] = "/tmp/nor-test-XXXXXX";
    int fd = mkstemp(path);
    struct nor_config config = {.path = path, .size = 0x20000};
    struct nor *nor;
    uint8_t byte = 0;
    pid_t child;

    unlink(path);
    tap_is((uint64_t)refused(path, 0), EINVAL, "a new file needs a size");
    tap_is((uint64_t)refused(path, 0x30000), EINVAL, "which is a power of two");
    nor = nor_open(&config);
    tap_ok(nor && all(nor_bytes(nor), 0x20000, 0xff), "a new file is blank");
    nor_close(nor);
    fflush(stdout);
    child = fork();
    if (child == 0)
        die_after_program(path);
    waitpid(child, NULL, 0);
    close(fd);
    fd = open(path, O_RDONLY);
    tap_ok(pread(fd, &byte, 1, 0x4321) == 1 && byte == 0x3c,
           "what was programmed is in the file of a simulator that died");
    tap_is((uint64_t)refused(path, 0x40000), EINVAL, "another size than the file's is refused");
    tap_is((uint64_t)refused("/nonexistent/flash", 0x10000), ENOENT, "so is a path into nowhere");
    config.size = 0;
    nor = nor_open(&config);
    tap_is(nor ? nor_size(nor) : 0, 0x20000, "without a size the file's is taken");
    tap_is(nor ? nor_jedec_id(nor) : 0, 0x1140ef, "and the ID follows it");
    nor_close(nor);
    nor_close(NULL);
    close(fd);
    unlink(path);
}

/* In this chip, a byte that is programmed twice leaves weak bits. */
static void test_weak_bits(void)
{
    struct nor_config config = {.size = mb4, .weak_overwrite = true};
    struct bench b = {.nor = nor_open(&config)};
    uint8_t one[4] = {0xf0, 0xf0, 0xf0, 0xf0}, two[4] = {0x00, 0x10, 0x10, 0x10};
    uint8_t zeros[64] = {0}, read[] = {0x03, 0, 0x10, 0};
    unsigned wrong = 0, right = 0;

    program(&b, 0x1000, one, sizeof one);
    program(&b, 0x1040, zeros, sizeof zeros);
    tap_is(nor_get_stats(b.nor)->weak_bits, 0, "programs of different bytes of a page are good");
    program(&b, 0x1000, one, sizeof one);
    tap_is(nor_get_stats(b.nor)->weak_bits, 0, "so is one of the same again");
    program(&b, 0x1000, two, sizeof two);
    tap_is(nor_get_stats(b.nor)->weak_bits, 13, "one that clears more bits leaves weak ones");
    tap_is(ask(&b, read, sizeof read, 4), 0x10101000, "they are right when read at once");
    b.now += 251 * MS;
    for (unsigned i = 0; i < 100; i++) {
        uint32_t value = ask(&b, read, sizeof read, 4);

        right += value == 0x10101000;
        wrong += value != 0x10101000 && (value & 0x0f0f0f0f) == 0 && (value & 0x10101000) != 0;
    }
    tap_ok(wrong > 90 && right + wrong == 100, "later each read is another, by weak bits only");
    op(&b, 0x06);
    at(&b, 0x20, 0x1000);
    wait_idle(&b);
    program(&b, 0x1000, two, sizeof two);
    b.now += 251 * MS;
    tap_is(ask(&b, read, sizeof read, 4), 0x10101000, "an erase makes good cells of them");
    nor_close(b.nor);
}

static void start_erase(struct bench *b, uint8_t opcode, uint32_t address)
{
    op(b, 0x06);
    at(b, opcode, address);
}

static void test_slowness(void)
{
    struct nor_config config = {.size = mb4, .slowness = 24};
    struct bench b = {.nor = nor_open(&config)};
    uint8_t page[256] = {0};

    start_erase(&b, 0xd8, 0);
    tap_is(duration(&b), 3600 * MS, "a slow flash takes 3.6 s for a block");
    wait_idle(&b);
    start_erase(&b, 0x20, 0);
    tap_is(duration(&b), 1080 * MS, "1.1 s for a sector");
    wait_idle(&b);
    start_program(&b, 0, page, sizeof page);
    tap_is(duration(&b) / MS, 16, "and 16 ms for a page");
    nor_close(b.nor);
}

/* Finds the blank range after D8h at 0x21234, in a flash that was all 0. */
static void blank_after(unsigned kind, uint32_t *first, uint32_t *count)
{
    struct nor_config config = {.size = 0x100000, .block_erase = kind};
    struct bench b = {.nor = nor_open(&config)};
    uint8_t *flash = (uint8_t *)(uintptr_t)nor_bytes(b.nor);

    memset(flash, 0, config.size);
    start_erase(&b, 0xd8, 0x21234);
    *first = *count = 0;
    for (uint32_t i = config.size; i-- > 0;)
        if (flash[i]) {
            *first = i;
            (*count)++;
        }
    nor_close(b.nor);
}

static void test_block_sizes(void)
{
    static const struct {
        const char *name;
        uint32_t first, count;
    } want[] = {
        {"D8h erases 64 KB", 0x20000, 0x10000},
        {"32 KB in another part", 0x20000, 0x8000},
        {"96 KB in a third", 0x20000, 0x18000},
        {"the block behind in a fourth", 0x30000, 0x10000},
    };

    for (unsigned i = 0; i < sizeof want / sizeof *want; i++) {
        uint32_t first, count;

        blank_after(i, &first, &count);
        tap_ok(first == want[i].first && count == want[i].count, "%s", want[i].name);
    }
}

int main(void)
{
    test_power_cut();
    test_stuck_bit();
    test_file();
    test_weak_bits();
    test_slowness();
    test_block_sizes();
    return tap_done();
}
