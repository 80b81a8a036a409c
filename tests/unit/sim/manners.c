/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the words for the virtual board's odd behaviour.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/board/manners.h"

#include "sim/chip/esp8266/esp8266_manners.h"
#include "sim/chip/esp8266/soc.h"
#include "sim/nor/nor_chip.h"
#include "tap.h"
#include "unit/sim/nor_bench.h"

static void test_chip(void)
{
    struct soc_config soc = {.crystal_hz = 1};

    tap_ok(esp8266_parse_manners("reset-to-loader", &soc) == 0, "a manner of the chip is known");
    tap_ok(soc.reset_to_loader && soc.crystal_hz == 1, "it is set, and nothing else");
}

static void test_flash(void)
{
    struct nor_config a = {0}, b = {0};

    tap_ok(manners_parse_flash("status-8bit,late-wel,cmp", &a) == 0 && a.status_by_byte &&
               a.late_wel_us == 300 && a.complement && !a.lost_wel,
           "several words; one that takes a number has one of its own");
    tap_ok(manners_parse_flash("late-wel=50,no-sr2=last", &b) == 0 && b.late_wel_us == 50 &&
               b.second == NOR_SECOND_LAST,
           "a number and a name behind words");
}

static void test_refused(void)
{
    static const char *const bad[] = {
        "", ",", "reset", "reset-to-loader,", ",reset-to-loader", "reset-to-loader=1",
        "reset-to-loader reset-to-loader", "Reset-to-loader",
        "reset-to-loader-and-a-lot-more-than-any-word-has",
    };
    static const char *const bad_flash[] = {
        "late-wel=", "late-wel=0", "late-wel=x", "late-wel=5000000000", "no-sr2", "no-sr2=",
        "no-sr2=none", "cmp=1", "reset-to-loader",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct soc_config soc = {0};

        tap_ok(esp8266_parse_manners(bad[i], &soc) == -1, "'%s' is refused", bad[i]);
    }
    for (size_t i = 0; i < sizeof bad_flash / sizeof *bad_flash; i++) {
        struct nor_config flash = {0};

        tap_ok(manners_parse_flash(bad_flash[i], &flash) == -1, "'%s' is refused", bad_flash[i]);
    }
}

/* A client that takes an idle status for success: it sends a program, waits, and looks at no
 * byte.  True if the client is content. */
static bool program_blindly(struct bench *b, uint32_t address)
{
    const uint8_t program[] = {0x02, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                               (uint8_t)address, 0x5a};

    op(b, 0x06);
    send(b, program, sizeof program);
    b->now += 100 * MS;
    return (status(b, 0x05) & 3) == 0;
}

static uint8_t byte_at(struct bench *b, uint32_t address)
{
    const uint8_t read[] = {0x03, (uint8_t)(address >> 16), (uint8_t)(address >> 8),
                            (uint8_t)address};

    return (uint8_t)ask(b, read, sizeof read, 1);
}

static void test_dropped_programs(void)
{
    struct nor_config config = {.size = mb4};
    struct bench b;

    tap_ok(manners_parse_flash("drops-from=64", &config) == 0, "programs may be dropped");
    b.nor = nor_open(&config);
    b.now = 0;
    tap_ok(program_blindly(&b, 0xffff) && byte_at(&b, 0xffff) == 0x5a,
           "below the address a client that looks at no byte is right");
    tap_ok(program_blindly(&b, 0x10000), "from the address on the client is content, too");
    tap_is(byte_at(&b, 0x10000), 0xff, "and the byte was not programmed");
    nor_close(b.nor);
}

static struct bench bench_with(const char *manner)
{
    struct nor_config config = {.size = mb4};
    struct bench b = {0};

    tap_ok(manners_parse_flash(manner, &config) == 0, "%s is known", manner);
    b.nor = nor_open(&config);
    return b;
}

/* A client that waits for an erase as long as the data sheet's typical time says, and does
 * not look at the status. */
static void erase_in_typical_time(struct bench *b)
{
    op(b, 0x06);
    at(b, 0x20, 0x1000);
    b->now += 60 * MS;
}

/* The status says when a patient client may go on. */
static uint64_t busy_ms(struct bench *b, uint8_t opcode)
{
    uint64_t start = b->now;

    op(b, 0x06);
    at(b, opcode, 0x20000);
    wait_idle(b);
    return (b->now - start) / MS;
}

static void test_longest_times(void)
{
    struct bench usual = setup(mb4), b = bench_with("longest-times");

    erase_in_typical_time(&usual);
    erase_in_typical_time(&b);
    tap_ok(program_blindly(&usual, 0x1000) && byte_at(&usual, 0x1000) == 0x5a,
           "a client that waits for the typical time programs a usual flash");
    tap_ok(!program_blindly(&b, 0x1000) && nor_get_stats(b.nor)->violations > 0,
           "and loses its program to a slow one, which still erases");
    b.now += 400 * MS;
    tap_is(byte_at(&b, 0x1000), 0xff, "the byte was not programmed");
    tap_is(busy_ms(&b, 0x20), 400, "a sector takes 400 ms");
    tap_is(busy_ms(&b, 0xd8), 2000, "a block takes 2 s");
    nor_close(usual.nor);
    nor_close(b.nor);
}

static void test_changing_id(void)
{
    struct bench b = bench_with("id-changes"), seldom = bench_with("id-changes=3");
    uint32_t right = nor_jedec_id(b.nor), id = jedec(&b);

    tap_ok(id != right, "a client that asks for the ID once gets a wrong one");
    tap_ok(jedec(&b) != id && jedec(&b) != right, "the next answers are others");
    tap_ok(jedec(&seldom) == right && jedec(&seldom) == right && jedec(&seldom) != right,
           "or each third one is wrong");
    nor_close(b.nor);
    nor_close(seldom.nor);
}

int main(void)
{
    test_chip();
    test_flash();
    test_refused();
    test_dropped_programs();
    test_longest_times();
    test_changing_id();
    return tap_done();
}
