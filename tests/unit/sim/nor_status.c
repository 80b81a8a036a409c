/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the simulated NOR flash chip's status registers, where chips differ.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/nor_bench.h"

#include "tap.h"

static struct bench setup_as(struct nor_config config)
{
    config.size = mb4;
    return (struct bench){.nor = nor_open(&config)};
}

static void write_first(struct bench *b, uint8_t enable, uint8_t sr1)
{
    uint8_t out[] = {0x01, sr1};

    op(b, enable);
    send(b, out, sizeof out);
    wait_idle(b);
}

/* The non-volatile registers, with SR1 in the lowest byte. */
static uint32_t lasting(const struct bench *b)
{
    uint8_t now[NOR_STATUS_REGISTERS], kept[NOR_STATUS_REGISTERS];

    nor_get_status(b->nor, now, kept);
    return kept[0] | (uint32_t)kept[1] << 8 | (uint32_t)kept[2] << 16;
}

static uint64_t changes(const struct bench *b)
{
    return nor_get_stats(b->nor)->status_changes;
}

static void test_first_values(void)
{
    struct bench b = setup_as((struct nor_config){.status = {0x1c, 0x02, 0x60}});

    tap_ok(status(&b, 0x05) == 0x1c && status(&b, 0x35) == 0x02 && status(&b, 0x15) == 0x60,
           "a flash can start with any status registers");
    write_status(&b, 0x50, 0, 0);
    tap_ok(status(&b, 0x05) == 0 && lasting(&b) == 0x60021c && changes(&b) == 0,
           "a volatile write changes nothing that lasts");
    write_status(&b, 0x06, 0x1c, 0x02);
    tap_ok(changes(&b) == 0 && nor_get_stats(b.nor)->status_writes == 1,
           "a lasting write of the same is counted as a write, not as a change");
    write_status(&b, 0x06, 0, 0x02);
    tap_ok(changes(&b) == 1 && lasting(&b) == 0x600200, "one of another value as both");
    nor_close(b.nor);
}

static void test_lengths(void)
{
    struct bench one = setup_as((struct nor_config){.status_by_byte = true});
    struct bench two = setup_as((struct nor_config){.status_by_pair = true});
    uint8_t second[] = {0x31, 0x02};

    write_status(&one, 0x06, 0x1c, 0x02);
    tap_is(status(&one, 0x05), 0x02, "an 8-bit chip ignores two bytes, its latch stays set");
    write_first(&one, 0x50, 0x04);
    tap_ok(lasting(&one) == 0x04 && changes(&one) == 1,
           "so the volatile write that follows is for good");
    write_status(&one, 0x06, 0x1c, 0x02);
    op(&one, 0x04);
    write_first(&one, 0x50, 0);
    tap_ok(status(&one, 0x05) == 0 && lasting(&one) == 0x04, "but not after 04h");
    op(&one, 0x06);
    send(&one, second, sizeof second);
    tap_is(lasting(&one), 0x0204, "31h writes its second register");
    write_first(&two, 0x06, 0x1c);
    tap_is(status(&two, 0x05), 0x02, "a 16-bit chip ignores one byte");
    write_status(&two, 0x06, 0x1c, 0x02);
    tap_is(lasting(&two), 0x021c, "and takes two");
    nor_close(one.nor);
    nor_close(two.nor);
}

static void test_stuck_latch(void)
{
    struct bench b = setup_as((struct nor_config){.wel_stuck = true});

    write_status(&b, 0x06, 0x1c, 0);
    tap_is(status(&b, 0x05), 0x1e, "a latch that outlives a status write");
    write_status(&b, 0x50, 0, 0);
    tap_ok(lasting(&b) == 0 && changes(&b) == 2, "makes the next volatile write a lasting one");
    op(&b, 0x04);
    write_status(&b, 0x50, 0x04, 0);
    tap_ok(status(&b, 0x05) == 0x04 && lasting(&b) == 0, "until 04h");
    op(&b, 0x06);
    write_status(&b, 0x50, 0, 0);
    at(&b, 0x20, 0);
    wait_idle(&b);
    tap_is(status(&b, 0x05), 0, "an erase clears it");
    nor_close(b.nor);
}

static void test_late_latch(void)
{
    struct bench late = setup_as((struct nor_config){.late_wel_us = 300});
    struct bench lost = setup_as((struct nor_config){.lost_wel = 3});
    unsigned missing = 0;

    op(&late, 0x06);
    tap_is(status(&late, 0x05), 0, "a late latch does not show at once");
    late.now += 299 * MS / 1000;
    tap_is(status(&late, 0x05), 0, "it is not set after 299 us");
    late.now += 2 * MS / 1000;
    tap_is(status(&late, 0x05), 2, "it is after 300");
    op(&late, 0x04);
    op(&late, 0x06);
    at(&late, 0x20, 0);
    tap_is(status(&late, 0x05), 1, "but an erase at once begins");
    for (unsigned i = 0; i < 9; i++) {
        op(&lost, 0x04);
        op(&lost, 0x06);
        missing += status(&lost, 0x05) == 0;
    }
    tap_is(missing, 3, "a flash that loses each third 06h");
    nor_close(late.nor);
    nor_close(lost.nor);
}

static void test_no_second(void)
{
    static const uint8_t want[] = {0x02, 0xff, 0x00, 0x1c, 0x40};
    static const char *const names[] = {"there", "ones", "zeros", "first", "last"};

    for (unsigned i = NOR_SECOND_THERE; i <= NOR_SECOND_LAST; i++) {
        struct bench b = setup_as((struct nor_config){.status = {0x1c, 0x02}, .second = i});
        uint8_t id[] = {0x9f};

        ask(&b, id, sizeof id, 2); /* ef 40 */
        tap_is(status(&b, 0x35), want[i], names[i]);
        tap_is(violations(&b), i != NOR_SECOND_THERE, "35h is a violation where there is none");
        write_status(&b, 0x06, 0, 0);
        tap_is(status(&b, 0x05), i == NOR_SECOND_THERE ? 0 : 0x1e, "and 01h takes one byte then");
        nor_close(b.nor);
    }
}

/* True if a sector can be erased, and a page in it programmed. */
static bool writable(struct bench *b, uint32_t address)
{
    uint64_t before = violations(b);
    uint8_t zero = 0;

    op(b, 0x06);
    at(b, 0x20, address);
    wait_idle(b);
    program(b, address, &zero, 1);
    op(b, 0x04);
    return violations(b) == before;
}

static void test_complement(void)
{
    struct bench b = setup_as((struct nor_config){.complement = true});

    tap_ok(status(&b, 0x35) == 0x40 && lasting(&b) == 0x4000, "CMP can be set at first");
    tap_ok(!writable(&b, 0) && !writable(&b, mb4 - 1), "with BP 0 all is protected then");
    write_status(&b, 0x50, 0x1c, 0x40);
    tap_ok(writable(&b, 0) && writable(&b, mb4 - 1), "and with BP 7 nothing");
    write_status(&b, 0x50, 0x04, 0x40);
    tap_ok(!writable(&b, 0) && writable(&b, mb4 - 1), "with BP 1 all but the last 64 KB");
    write_status(&b, 0x50, 0, 0);
    tap_ok(writable(&b, 0), "without CMP all is writable again");
    nor_power_cut(b.nor, ++b.now);
    tap_ok(!writable(&b, 0), "until the power comes back");
    nor_close(b.nor);
}

static void test_third(void)
{
    struct bench b = setup_as((struct nor_config){.volatile_clears_third = true});
    uint8_t third[] = {0x11, 0x60};

    tap_is(status(&b, 0x15), 0x60, "XMC's third register has the drive strength");
    write_status(&b, 0x50, 0, 0);
    tap_ok(status(&b, 0x15) == 0 && lasting(&b) == 0x600000,
           "which a volatile status write clears until power-off");
    op(&b, 0x50);
    send(&b, third, sizeof third);
    tap_ok(status(&b, 0x15) == 0x60 && changes(&b) == 0, "50h and 11h bring it back");
    write_status(&b, 0x06, 0, 0);
    tap_is(status(&b, 0x15), 0x60, "a lasting status write leaves it");
    nor_close(b.nor);
}

static void test_quad_interface(void)
{
    static const uint32_t ids[] = {0x16ba20, 0x16bb20, 0x1620c2, 0x16609d};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        struct bench b = setup_as((struct nor_config){.jedec_id = ids[i]});

        status(&b, 0x35);
        tap_ok(jedec(&b) == 0xffffff && violations(&b) == 2,
               "%06x is deaf to one line after 35h", (unsigned)ids[i]);
        op(&b, 0xf5);
        tap_is(jedec(&b), ids[i], "until F5h");
        nor_close(b.nor);
    }
}

int main(void)
{
    test_first_values();
    test_lengths();
    test_stuck_latch();
    test_late_latch();
    test_no_second();
    test_complement();
    test_third();
    test_quad_interface();
    return tap_done();
}
