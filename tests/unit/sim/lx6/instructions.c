/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter: results of instructions that the LX106 lacks.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Most of them are compared with qemu's in tests/difftest, too; muluh and mulsh are not,
 * because no core of qemu has them.
 */
#include "unit/sim/lx6/lx6_machine.h"

/* a2 = operation(a3, a4) */
static void gives(const char *name, uint32_t operation, uint32_t s, uint32_t t, uint32_t want)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[3] = s;
    m.cpu.a[4] = t;
    put(&m, operation | rrr(0, 2, 3, 0));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.a[2] == want && m.cpu.pc == IRAM + 6, "%s of 0x%x and 0x%x is 0x%x", name, s, t,
           want);
    if (m.cpu.a[2] != want)
        printf("# it is 0x%x\n", m.cpu.a[2]);
    machine_end(&m);
}

enum { T4 = 0x40, MIN = 0x430000, MAX = 0x530000, MINU = 0x630000, MAXU = 0x730000 };
enum { MULUH = 0xa20000, MULSH = 0xb20000 };
enum { QUOU = 0xc20000, QUOS = 0xd20000, REMU = 0xe20000, REMS = 0xf20000 };
enum { SEXT = 0x230000, CLAMPS = 0x330000 };

static void test_arithmetic(void)
{
    gives("min", MIN | T4, 1, 0xffffffff, 0xffffffff);
    gives("max", MAX | T4, 1, 0xffffffff, 1);
    gives("minu", MINU | T4, 1, 0xffffffff, 1);
    gives("maxu", MAXU | T4, 1, 0xffffffff, 0xffffffff);
    gives("muluh", MULUH | T4, 0xffffffff, 0xffffffff, 0xfffffffe);
    gives("muluh", MULUH | T4, 0x80000000, 6, 3);
    gives("mulsh", MULSH | T4, 0xffffffff, 0xffffffff, 0);
    gives("mulsh", MULSH | T4, 0x80000000, 6, 0xfffffffd);
    gives("mulsh", MULSH | T4, 0x80000000, 0x80000000, 0x40000000);
    gives("quou", QUOU | T4, 0xfffffff9, 2, 0x7ffffffc);
    gives("quos", QUOS | T4, 0xfffffff9, 2, 0xfffffffd);
    gives("remu", REMU | T4, 0xfffffff9, 2, 1);
    gives("rems", REMS | T4, 0xfffffff9, 2, 0xffffffff);
    gives("quos", QUOS | T4, 0x80000000, 0xffffffff, 0x80000000);
    gives("rems", REMS | T4, 0x80000000, 0xffffffff, 0);
    gives("sext 7", SEXT, 0x1280, 0, 0xffffff80);
    gives("sext 7", SEXT, 0xff7f, 0, 0x7f);
    gives("sext 22", SEXT | 0xf0, 0x400000, 0, 0xffc00000);
    gives("clamps 7", CLAMPS, 128, 0, 127);
    gives("clamps 7", CLAMPS, 0xffffff7f, 0, 0xffffff80);
    gives("clamps 7", CLAMPS, 0xffffff81, 0, 0xffffff81);
    gives("clamps 22", CLAMPS | 0xf0, 0x7fffffff, 0, 0x3fffff);
}

static void divides_by_zero(const char *name, uint32_t operation)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[3] = 5;
    put(&m, NOP);
    put(&m, operation | rrr(0, 2, 3, 4));
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_USER) && m.cpu.exccause == 6 && m.cpu.epc[1] == IRAM + 3,
           "%s by 0 has cause 6", name);
    machine_end(&m);
}

/* The booleans before and after one instruction. */
static void leaves(const char *name, uint32_t operation, uint32_t before, uint32_t after)
{
    struct machine m;

    machine_start(&m);
    m.cpu.br = before;
    put(&m, operation);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.br == after && m.cpu.pc == IRAM + 6, "%s makes 0x%x of the booleans 0x%x", name,
           m.cpu.br, before);
    machine_end(&m);
}

static void test_booleans(void)
{
    leaves("andb b0, b1, b2", rrr(0x020000, 0, 1, 2), 0x6, 0x7);
    leaves("andb b0, b1, b2", rrr(0x020000, 0, 1, 2), 0x3, 0x2);
    leaves("andbc b0, b1, b2", rrr(0x120000, 0, 1, 2), 0x2, 0x3);
    leaves("orb b15, b1, b2", rrr(0x220000, 15, 1, 2), 0x4, 0x8004);
    leaves("orbc b15, b1, b2", rrr(0x320000, 15, 1, 2), 0x0, 0x8000);
    leaves("xorb b15, b1, b2", rrr(0x420000, 15, 1, 2), 0x8006, 0x6);
    leaves("any4 b0, b4:b7", rrr(0x008000, 0, 4, 0) , 0x40, 0x41);
    leaves("any4 b0, b4:b7", rrr(0x008000, 0, 4, 0), 0x101, 0x100);
    leaves("all4 b0, b4:b7", rrr(0x009000, 0, 4, 0), 0xf0, 0xf1);
    leaves("all4 b0, b4:b7", rrr(0x009000, 0, 4, 0), 0x71, 0x70);
    leaves("any8 b1, b8:b15", rrr(0x00a000, 0, 8, 1), 0x8000, 0x8002);
    leaves("all8 b1, b8:b15", rrr(0x00b000, 0, 8, 1), 0xff00, 0xff02);
    leaves("all8 b1, b8:b15", rrr(0x00b000, 0, 8, 1), 0x7f02, 0x7f00);
}

/* a2 becomes a3, or the instruction jumps over the load of a2. */
static void moves(const char *name, uint32_t word, uint32_t booleans, uint32_t want)
{
    struct machine m;

    machine_start(&m);
    m.cpu.br = booleans;
    m.cpu.a[3] = 77;
    put(&m, word);
    put(&m, NOP_N);
    put(&m, movi(2, 78));
    put(&m, SIMCALL);
    if ((word & 15) == 0)
        put_word(m.iram + 3, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[2], want, name);
    machine_end(&m);
}

static void test_by_boolean(void)
{
    moves("movt moves if the boolean is set", rrr(0xd30000, 2, 3, 5), 1 << 5, 77);
    moves("movt does not move if the boolean is clear", rrr(0xd30000, 2, 3, 5), 0, 0);
    moves("movf moves if the boolean is clear", rrr(0xc30000, 2, 3, 5), 0, 77);
    moves("movf does not move if the boolean is set", rrr(0xc30000, 2, 3, 5), 1 << 5, 0);
    moves("bt branches if the boolean is set", 0x041076 | 6 << 8, 1 << 6, 0);
    moves("bt goes on if the boolean is clear", 0x041076 | 6 << 8, 0, 78);
    moves("bf branches if the boolean is clear", 0x040076 | 6 << 8, 0, 0);
    moves("bf goes on if the boolean is set", 0x040076 | 6 << 8, 1 << 6, 78);
}

static void test_atomic(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = DRAM;
    m.cpu.a[3] = 5;
    m.cpu.a[4] = 6;
    m.cpu.scompare1 = 7;
    m.dram[4] = 7;
    put(&m, 0x00e002 | 2 << 8 | 3 << 4 | 1 << 16); /* s32c1i a3, a2, 4 */
    put(&m, 0x00e002 | 2 << 8 | 4 << 4 | 1 << 16);
    put(&m, 0x00b002 | 2 << 8 | 5 << 4 | 1 << 16); /* l32ai */
    put(&m, 0x00f002 | 2 << 8 | 5 << 4 | 2 << 16); /* s32ri */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 7, "s32c1i gives what memory held");
    tap_is(m.dram[4], 5, "s32c1i stores if memory holds SCOMPARE1, and not otherwise");
    tap_is(m.cpu.a[4], 5, "s32c1i gives what memory held when it does not store");
    tap_is(m.cpu.a[5], 5, "l32ai loads");
    tap_is(m.dram[8], 5, "s32ri stores");
    machine_end(&m);
}

static void test_user_registers(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = 0x12345678;
    put(&m, 0xf3e720);             /* wur.threadptr a2 */
    put(&m, 0xe30e70 | 3u << 12);  /* rur.threadptr a3 */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 0x12345678, "THREADPTR can be written and read");
    machine_end(&m);
}

/* The accumulator after one multiplication of a3, a4 or of m1, m2.  It was -1. */
static void accumulates(const char *name, uint32_t word, uint32_t s, uint32_t t, int64_t want)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[3] = m.cpu.mr[1] = s;
    m.cpu.a[4] = m.cpu.mr[2] = t;
    m.cpu.acclo = m.cpu.acchi = 0xffffffff;
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok((int64_t)((uint64_t)m.cpu.acchi << 32 | m.cpu.acclo) == want && m.cpu.halted,
           "%s of 0x%x and 0x%x leaves %" PRId64, name, s, t, want);
    machine_end(&m);
}

static void test_mac(void)
{
    struct machine m;

    accumulates("umul.aa.ll", 0x700344, 0xfffe, 0xffff, INT64_C(0xfffd0002));
    accumulates("mul.aa.hl", 0x750344, 0xfffe0007, 3, -6);
    accumulates("mula.aa.lh", 0x7a0344, 7, 0x30000, 20);
    accumulates("muls.aa.hh", 0x7f0344, 0x70000, 0x30000, -22);
    accumulates("mul.aa.ll", 0x740344, 0x8000, 0x7fff, INT64_C(-0x3fff8000));
    accumulates("mula.ad", 0x380304, 7, 3, 20);
    accumulates("muls.da", 0x6c4044, 7, 3, -22);
    accumulates("mula.dd", 0x284004, 7, 3, 20);
    accumulates("mul.ad of m3", 0x340344, 7, 3, 0);
    machine_start(&m);
    m.cpu.acchi = 0x7f;
    m.cpu.acclo = 0xffffffff;
    m.cpu.a[3] = m.cpu.a[4] = 1;
    put(&m, 0x780344); /* mula.aa.ll */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.acchi == 0xffffff80 && m.cpu.acclo == 0, "the accumulator has 40 bits");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[3] = DRAM + 4;
    m.cpu.mr[1] = 5;
    m.cpu.mr[2] = 6;
    m.dram[8] = 44;
    m.dram[4] = 55;
    put(&m, 0x085304); /* mula.dd.ll.ldinc m1, a3, m1, m2 */
    put(&m, 0x903304); /* lddec m3, a3 */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.acclo, 30, "a multiplication with a load uses the register before the load");
    tap_is(m.cpu.mr[1], 44, "ldinc counts up and loads");
    tap_is(m.cpu.mr[3], 55, "lddec counts down and loads");
    tap_is(m.cpu.a[3], DRAM + 4, "both leave the address");
    machine_end(&m);
}

static void test_unaligned(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = DRAM;
    m.cpu.a[3] = 0x12345678;
    m.cpu.a[6] = DRAM + 3;
    m.cpu.a[7] = IRAM + 0x102;
    put(&m, s32i(3, 6, 0));
    put(&m, l32i(4, 6, 0));
    put(&m, rri8(1, 5, 6, 1)); /* l16ui a5, a6, 2 */
    put(&m, l32i(8, 7, 0));
    machine_run(&m);
    tap_is(m.dram[3], 0x78, "memory takes unaligned stores");
    tap_is(m.dram[6], 0x12, "to their last byte");
    tap_is(m.cpu.a[4], 0x12345678, "memory gives unaligned words");
    tap_is(m.cpu.a[5], 0x1234, "memory gives unaligned half-words");
    tap_ok(m.cpu.exccause == XTENSA_UNALIGNED && m.cpu.excvaddr == IRAM + 0x102,
           "instruction RAM does not: cause 9");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[6] = DRAM + MEMORY_SIZE - 2;
    put(&m, l32i(4, 6, 0));
    machine_run(&m);
    tap_is(m.cpu.exccause, XTENSA_UNALIGNED, "an unaligned word over the end of memory: cause 9");
    machine_end(&m);
}

int main(void)
{
    test_arithmetic();
    divides_by_zero("quou", QUOU);
    divides_by_zero("quos", QUOS);
    divides_by_zero("remu", REMU);
    divides_by_zero("rems", REMS);
    test_booleans();
    test_by_boolean();
    test_atomic();
    test_user_registers();
    test_mac();
    test_unaligned();
    return tap_done();
}
