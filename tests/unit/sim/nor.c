/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated NOR flash chip's commands.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/nor_bench.h"

#include "tap.h"

static void test_ids(void)
{
    struct nor_config odd = {.size = mb4, .jedec_id = 0x3412ab};
    struct bench b = setup(mb4), c = {.nor = nor_open(&odd)}, d = setup(0x80000);
    uint8_t id90[] = {0x90, 0, 0, 0}, idab[] = {0xab, 0, 0, 0}, sfdp[] = {0x5a, 0, 0, 0, 0};

    tap_is(jedec(&b), 0x1640ef, "a 4 MB chip without a given ID says ef 40 16");
    tap_is(jedec(&c), 0x3412ab, "a chip of an unknown vendor says the ID that it was given");
    tap_is(jedec(&d), 0x1340ef, "a 512 KB chip says ef 40 13");
    tap_is(ask(&b, id90, sizeof id90, 2), 0x15ef, "90h gives manufacturer and device");
    tap_is(ask(&b, idab, sizeof idab, 1), 0x15, "abh gives the device after three dummy bytes");
    tap_is(ask(&b, sfdp, sizeof sfdp, 4), 0x50444653, "SFDP begins with its signature");
    sfdp[3] = 0x84;
    tap_is(ask(&b, sfdp, sizeof sfdp, 4), 0x01ffffff, "SFDP says 32 Mbit for 4 MB");
    tap_is(violations(&b), 0, "no ID command is a violation");
    nor_close(b.nor);
    nor_close(c.nor);
    nor_close(d.nor);
}

static void test_write_enable(void)
{
    struct bench b = setup(mb4);
    uint8_t zero[4] = {0}, bare[] = {0x02, 0, 0, 0, 0x55};

    send(&b, bare, sizeof bare);
    tap_ok(nor_bytes(b.nor)[0] == 0xff && violations(&b) == 1,
           "a program without write enable is ignored and counted");
    tap_ok(strstr(nor_get_stats(b.nor)->last_violation, "no write enable") != NULL,
           "the violation says what was wrong");
    op(&b, 0x06);
    tap_is(status(&b, 0x05), 0x02, "write enable sets the latch");
    op(&b, 0x04);
    tap_is(status(&b, 0x05), 0x00, "write disable clears the latch");
    start_program(&b, 0, zero, sizeof zero);
    tap_is(status(&b, 0x05), 0x03, "a program shows busy, and the latch still set");
    wait_idle(&b);
    tap_is(status(&b, 0x05), 0x00, "the latch is clear when the program is over");
    at(&b, 0x20, 0);
    tap_ok(nor_bytes(b.nor)[0] == 0 && violations(&b) == 2,
           "an erase after that needs a write enable of its own");
    nor_close(b.nor);
}

static void test_program(void)
{
    struct bench b = setup(mb4);
    uint8_t data[600], one = 0x0f, other = 0xf5;

    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(i < 300 ? 1 : 2);
    program(&b, 0x1000, &one, 1);
    program(&b, 0x1000, &other, 1);
    tap_is(nor_bytes(b.nor)[0x1000], 0x05, "a program only clears bits");
    tap_is(nor_get_stats(b.nor)->bits_set_attempted, 4, "bits that it wanted set are counted");
    data[0] = 0xaa;
    program(&b, 0x20fe, data, 4);
    tap_ok(nor_bytes(b.nor)[0x20fe] == 0xaa && nor_bytes(b.nor)[0x2000] == 1 &&
               nor_bytes(b.nor)[0x2100] == 0xff,
           "a program past the page's end goes on at its beginning");
    program(&b, 0x3000, data, sizeof data);
    tap_ok(all(nor_bytes(b.nor) + 0x3000, 256, 2), "of more than 256 bytes the last 256 count");
    program(&b, mb4 + 0x5000, &one, 1);
    tap_is(nor_bytes(b.nor)[0x5000], 0x0f, "an address past the chip's end wraps");
    for (uint32_t i = 0; i < 8; i++)
        program(&b, 0x6000 + 60 * i, data, 16);
    tap_ok(nor_get_stats(b.nor)->page_programs == 13 && nor_get_stats(b.nor)->pages_programmed == 6,
           "programs are counted, and separately those of another page than the one before");
    nor_close(b.nor);
}

static void test_erase(void)
{
    struct bench b = setup(mb4);
    uint8_t zero = 0;
    static const uint32_t places[] = {0x0000, 0x0fff, 0x1000, 0x7fff, 0x8000, 0xffff, 0x10000};

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        program(&b, places[i], &zero, 1);
    op(&b, 0x06);
    at(&b, 0x20, 0x0123);
    wait_idle(&b);
    tap_ok(all(nor_bytes(b.nor), 0x1000, 0xff) && nor_bytes(b.nor)[0x1000] == 0,
           "20h erases the 4 KB that the address lies in, and no more");
    op(&b, 0x06);
    at(&b, 0x52, 0x7abc);
    wait_idle(&b);
    tap_ok(all(nor_bytes(b.nor), 0x8000, 0xff) && nor_bytes(b.nor)[0x8000] == 0,
           "52h erases 32 KB");
    op(&b, 0x06);
    at(&b, 0xd8, 0xffff);
    wait_idle(&b);
    tap_ok(all(nor_bytes(b.nor), 0x10000, 0xff) && nor_bytes(b.nor)[0x10000] == 0,
           "d8h erases 64 KB");
    op(&b, 0x06);
    op(&b, 0xc7);
    wait_idle(&b);
    tap_ok(all(nor_bytes(b.nor), mb4, 0xff), "c7h erases the chip");
    tap_is(violations(&b), 0, "all of it by the rules");
    nor_close(b.nor);
}

static void test_times(void)
{
    struct nor_config fast = {.size = 0x100000, .fast = true};
    struct bench b = setup(0x100000), c = {.nor = nor_open(&fast)};
    uint8_t page[256] = {0};

    start_program(&b, 0, page, 256);
    tap_is(duration(&b), 667500, "a full page takes 0.67 ms");
    wait_idle(&b);
    start_program(&b, 0, page, 1);
    tap_is(duration(&b), 30000, "one byte takes 0.03 ms");
    wait_idle(&b);
    op(&b, 0x06);
    at(&b, 0x20, 0);
    tap_is(duration(&b), 45 * MS, "a sector erase takes 45 ms");
    tap_ok(!nor_busy(b.nor, b.now + 45 * MS) &&
               nor_idle_at(b.nor, b.now + 45 * MS) == b.now + 45 * MS,
           "and then it is over");
    wait_idle(&b);
    b.now += 45 * MS;
    op(&b, 0x06);
    op(&b, 0x60);
    tap_is(duration(&b), 2500 * MS, "a chip erase takes 10 s for each 4 MB");
    op(&c, 0x06);
    at(&c, 0x20, 0);
    tap_ok(duration(&c) == 0 && nor_get_stats(c.nor)->busy_ns == 0, "a fast chip is never busy");
    nor_close(b.nor);
    nor_close(c.nor);
}

static void test_busy(void)
{
    struct bench b = setup(mb4);
    uint8_t read[] = {0x03, 0, 0, 0}, value = 0x12;

    program(&b, 0, &value, 1);
    op(&b, 0x06);
    at(&b, 0x20, 0x1000);
    tap_is(ask(&b, read, sizeof read, 1), 0xff, "a read while busy gives ff");
    tap_is(jedec(&b), 0xffffff, "so does the ID");
    op(&b, 0x06);
    tap_is(violations(&b), 3, "each command while busy is a violation");
    tap_is(status(&b, 0x05) & 1, 1, "a status read is answered");
    tap_is(violations(&b), 3, "and is none");
    wait_idle(&b);
    tap_is(ask(&b, read, sizeof read, 1), 0x12, "a read after it gives the data");
    tap_is(nor_get_stats(b.nor)->busy_ns, 45 * MS + 30000, "busy time is added up");
    nor_close(b.nor);
}

static bool programs(struct bench *b, uint32_t address)
{
    uint8_t zero = 0;

    program(b, address, &zero, 1);
    op(b, 0x04);
    return nor_bytes(b->nor)[address] == 0;
}

static void test_protection(void)
{
    struct bench b = setup(mb4);

    write_status(&b, 0x06, 0x1c, 0);
    tap_ok(!programs(&b, 0) && !programs(&b, mb4 - 1), "with all BP bits set nothing is writable");
    op(&b, 0x06);
    op(&b, 0xc7);
    tap_ok(!nor_busy(b.nor, b.now) && violations(&b) == 3, "nor can it be erased");
    write_status(&b, 0x06, 0x04, 0);
    tap_ok(!programs(&b, mb4 - 0x10000) && programs(&b, mb4 - 0x10001),
           "BP 1 protects the last 64 KB");
    write_status(&b, 0x06, 0x2c, 0);
    tap_ok(!programs(&b, 0x3ffff) && programs(&b, 0x40000), "BP 3 with TB the first 256 KB");
    write_status(&b, 0x06, 0x2c, 0x40);
    tap_ok(programs(&b, 0x3fffe) && !programs(&b, 0x40100), "CMP turns that round");
    write_status(&b, 0x06, 0x64, 0);
    tap_ok(!programs(&b, 0xfff) && programs(&b, 0x1000), "SEC counts in sectors");
    write_status(&b, 0x06, 0x7c, 0);
    tap_ok(!programs(&b, 0x200000), "but BP 7 is all of the chip then too");
    write_status(&b, 0x06, 0, 0);
    tap_ok(programs(&b, 0), "with BP 0 all is writable");
    nor_close(b.nor);
}

static void test_status_writes(void)
{
    struct bench b = setup(mb4);
    uint8_t quad[] = {0x6b, 0, 0, 0, 0}, one[] = {0x01, 0x00};

    write_status(&b, 0x06, 0x04, 0x02);
    tap_ok(status(&b, 0x05) == 0x04 && status(&b, 0x35) == 0x02,
           "01h with two bytes writes both status registers");
    op(&b, 0x06);
    send(&b, one, sizeof one);
    tap_is(duration(&b), 10 * MS, "a status write takes 10 ms");
    wait_idle(&b);
    tap_ok(status(&b, 0x05) == 0 && status(&b, 0x35) == 0x02, "with one byte it writes the first");
    write_status(&b, 0x50, 0x1c, 0);
    tap_ok(status(&b, 0x05) == 0x1c && nor_get_stats(b.nor)->status_writes == 2,
           "after 50h the write is volatile and takes no time");
    nor_power_cut(b.nor, ++b.now);
    tap_ok(status(&b, 0x05) == 0 && status(&b, 0x35) == 0x02,
           "power brings the lasting value back");
    op(&b, 0x50);
    op(&b, 0x04);
    send(&b, one, sizeof one);
    tap_is(violations(&b), 1, "50h lasts for one command only");
    ask(&b, quad, sizeof quad, 1);
    tap_is(violations(&b), 1, "a quad read is good with QE set");
    write_status(&b, 0x06, 0, 0);
    ask(&b, quad, sizeof quad, 1);
    tap_is(violations(&b), 2, "and not without");
    nor_close(b.nor);
}

/* Commands in which chips differ. */
static void test_status_kinds(void)
{
    struct nor_config old = {.size = mb4, .short_status_clears = true};
    struct nor_config locked = {.size = mb4, .status_locked = true};
    struct nor_config other = {.size = mb4, .jedec_id = 0x1620c2, .no_volatile_status = true};
    struct bench a = {.nor = nor_open(&old)}, b = {.nor = nor_open(&locked)};
    struct bench c = {.nor = nor_open(&other)};
    uint8_t one[] = {0x01, 0x04};

    write_status(&a, 0x06, 0, 2);
    op(&a, 0x06);
    send(&a, one, sizeof one);
    tap_ok(status(&a, 0x05) == 7 && status(&a, 0x35) == 0,
           "an old chip: 01h with one byte clears the second register");
    write_status(&b, 0x06, 0x1c, 0);
    write_status(&b, 0x06, 0, 0);
    write_status(&b, 0x50, 0, 0);
    tap_is(status(&b, 0x05) & 0x1c, 0x1c, "a locked register stays as it is");
    write_status(&c, 0x50, 0x1c, 0);
    tap_ok(status(&c, 0x05) == 0 && violations(&c) == 2, "without 50h no volatile write");
    status(&c, 0x35);
    tap_is(violations(&c), 3, "35h is no status register with Macronix");
    nor_close(a.nor);
    nor_close(b.nor);
    nor_close(c.nor);
}

static void test_reads(void)
{
    struct bench b = setup(0x100000);
    uint8_t data[] = {1, 2, 3, 4}, slow[] = {0x03, 0x0f, 0xff, 0xfe}, fast[] = {0x0b, 0, 0, 1, 0};
    uint8_t big[] = {0x03, 0x10, 0, 0}, brief[] = {0x0b, 0, 0, 0}, eb[] = {0xeb, 0, 0, 1, 0, 0, 0};

    program(&b, 0, data, 2);
    program(&b, 0xffffe, data + 2, 2);
    tap_is(ask(&b, slow, sizeof slow, 4), 0x02010403, "a read goes on at address 0 after the end");
    tap_is(ask(&b, big, sizeof big, 2), 0x0201, "a 1 MB chip reads 0 at 0x100000");
    tap_is(ask(&b, fast, sizeof fast, 1), 2, "a fast read has one dummy byte");
    write_status(&b, 0x06, 0, 2);
    tap_is(ask(&b, eb, sizeof eb, 1), 2, "a quad I/O read has a mode byte and two dummy bytes");
    tap_is(nor_get_stats(b.nor)->bytes_read, 8, "bytes read are counted");
    tap_ok(ask(&b, brief, sizeof brief, 1) == 0xff && violations(&b) == 1,
           "a fast read without its dummy byte is a violation");
    op(&b, 0xa5);
    tap_is(violations(&b), 2, "so is an unknown command");
    nor_close(b.nor);
}

static void test_power_down_and_reset(void)
{
    struct bench b = setup(mb4);
    uint8_t zero = 0;

    op(&b, 0xb9);
    tap_is(jedec(&b), 0xffffff, "in power-down the chip does not answer");
    op(&b, 0xab);
    tap_is(jedec(&b), 0x1640ef, "abh wakes it");
    op(&b, 0x99);
    op(&b, 0x66);
    status(&b, 0x05);
    op(&b, 0x99);
    tap_is(violations(&b), 3, "a reset needs a reset enable right before it");
    program(&b, 0x1000, &zero, 1);
    op(&b, 0x06);
    at(&b, 0x20, 0x1000);
    op(&b, 0x66);
    op(&b, 0x99);
    tap_ok(!nor_busy(b.nor, b.now) && status(&b, 0x05) == 0, "66h 99h ends what goes on");
    op(&b, 0xb7);
    tap_is(violations(&b), 4, "four-byte addresses are for chips above 16 MB");
    nor_close(b.nor);
    b = setup(0x2000000);
    op(&b, 0xb7);
    op(&b, 0x06);
    send(&b, (const uint8_t[]){0x02, 0x01, 0x00, 0x00, 0x02, 0x77}, 6);
    tap_is(nor_bytes(b.nor)[0x1000002], 0x77, "which take four bytes then");
    nor_close(b.nor);
}

int main(void)
{
    test_ids();
    test_write_enable();
    test_program();
    test_erase();
    test_times();
    test_busy();
    test_protection();
    test_status_writes();
    test_status_kinds();
    test_reads();
    test_power_down_and_reset();
    return tap_done();
}
