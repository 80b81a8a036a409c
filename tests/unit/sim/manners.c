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

int main(void)
{
    test_chip();
    test_flash();
    test_refused();
    test_dropped_programs();
    return tap_done();
}
