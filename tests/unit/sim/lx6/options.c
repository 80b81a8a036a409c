/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter: what is illegal, and special registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx6/lx6_machine.h"

/* True if the word is illegal on a core without these options. */
static bool is_illegal(uint32_t word, uint32_t without)
{
    struct machine m;
    bool illegal;

    machine_start(&m);
    m.core.options &= ~without;
    m.cpu.a[3] = 1; /* for divisions */
    m.cpu.a[2] = DRAM;
    put(&m, word);
    for (unsigned n = 0; n < 8; n++)
        put(&m, SIMCALL);
    machine_run(&m);
    illegal = halted_in(&m, LX6_VECTOR_USER) && m.cpu.exccause == XTENSA_ILLEGAL &&
              m.cpu.epc[1] == IRAM;
    machine_end(&m);
    return illegal;
}

static void needs(const char *name, uint32_t word, uint32_t option)
{
    tap_ok(!is_illegal(word, 0), "the LX6 has %s", name);
    tap_ok(is_illegal(word, option), "%s is illegal without its option", name);
}

static void test_options(void)
{
    needs("call4", windowed_call(1, 0, 4), XTENSA_HAS_WINDOWS);
    needs("callx8", callx(2, 2), XTENSA_HAS_WINDOWS);
    needs("entry", entry(1, 32), XTENSA_HAS_WINDOWS);
    needs("rotw", 0x408010, XTENSA_HAS_WINDOWS);
    needs("movsp", 0x001120, XTENSA_HAS_WINDOWS);
    needs("l32e", rrr(0x090000, 15, 2, 4), XTENSA_HAS_WINDOWS);
    needs("s32e", rrr(0x490000, 15, 2, 4), XTENSA_HAS_WINDOWS);
    needs("rfwo", RFWO, XTENSA_HAS_WINDOWS);
    needs("rfwu", RFWU, XTENSA_HAS_WINDOWS);
    needs("rsr.windowbase", rsr(4, SR_WINDOWBASE), XTENSA_HAS_WINDOWS);
    needs("wsr.windowstart", wsr(3, SR_WINDOWSTART), XTENSA_HAS_WINDOWS);
    needs("loop", 0x008376, XTENSA_HAS_LOOPS);
    needs("loopnez", 0x009376, XTENSA_HAS_LOOPS);
    needs("loopgtz", 0x00a376, XTENSA_HAS_LOOPS);
    needs("rsr.lcount", rsr(4, SR_LCOUNT), XTENSA_HAS_LOOPS);
    needs("sext", 0x230000, XTENSA_HAS_MISC);
    needs("minu", 0x630000, XTENSA_HAS_MISC);
    needs("muluh", 0xa20000, XTENSA_HAS_MULTIPLY_HIGH);
    needs("quou", rrr(0xc20000, 4, 4, 3), XTENSA_HAS_DIVIDE);
    needs("s32c1i", rrr(0x000002, 14, 2, 4), XTENSA_HAS_ATOMIC);
    needs("rsr.scompare1", rsr(4, 12), XTENSA_HAS_ATOMIC);
    needs("andb", 0x020000, XTENSA_HAS_BOOLEANS);
    needs("any4", 0x008000, XTENSA_HAS_BOOLEANS);
    needs("bf", 0x000076, XTENSA_HAS_BOOLEANS);
    needs("movt", 0xd30000, XTENSA_HAS_BOOLEANS);
    needs("rur.threadptr", 0xe30e70, XTENSA_HAS_THREADPTR);
    needs("wsr.epc7", wsr(4, 183), XTENSA_HAS_HIGH_LEVELS);
    needs("mul.aa", 0x740004, XTENSA_HAS_MAC16);
    needs("mul.dd", 0x240004, XTENSA_HAS_MAC16);
    needs("ldinc", 0x800204, XTENSA_HAS_MAC16);
    needs("mula.da with lddec", 0x580204, XTENSA_HAS_MAC16);
    needs("rsr.m3", rsr(4, 35), XTENSA_HAS_MAC16);
    needs("rsr.misc0", rsr(4, 244), XTENSA_HAS_MISC_REGISTERS);
}

static void test_illegal(void)
{
    tap_ok(is_illegal(0x000003, 0), "a floating-point load is illegal");
    tap_ok(is_illegal(0xa00004, 0) && is_illegal(0x640004 & ~0x0f0000u, 0),
           "gaps in the MAC16 instructions are illegal");
    tap_ok(is_illegal(rsr(4, SR_LITBASE), 0), "the LX6 has no LITBASE");
    tap_ok(is_illegal(rsr(4, 243), 0), "the LX6 has no CCOMPARE3");
    tap_ok(is_illegal(0x008100, 0) && is_illegal(0x00a400, 0),
           "any4 and any8 of booleans that are no group are illegal");
    tap_ok(is_illegal(0xe30000, 0), "a user register that does not exist is illegal");
}

/* Writes a special register and reads it again. */
static void keeps(const char *name, uint32_t sr, uint32_t value, uint32_t want)
{
    struct machine m;

    machine_start(&m);
    m.cpu.ps = XTENSA_PS_INTLEVEL;
    m.cpu.a[3] = value;
    put(&m, wsr(3, sr));
    put(&m, rsr(4, sr));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.halted && m.cpu.a[4] == want, "%s keeps 0x%x of 0x%x", name, m.cpu.a[4], value);
    machine_end(&m);
}

static void test_registers(void)
{
    keeps("LBEG", SR_LBEG, 0x12345678, 0x12345678);
    keeps("BR", 4, 0xffffffff, 0xffff);
    keeps("ACCHI", 17, 0x180, 0xffffff80);
    keeps("M2", 34, 0x12345678, 0x12345678);
    keeps("WINDOWSTART", SR_WINDOWSTART, 0x12345678, 0x5678);
    keeps("EPC4", 180, 0x12345678, 0x12345678);
    keeps("EPC7", 183, 0x12345678, 0x12345678);
    keeps("EPS7", 199, 0x12345678, 0x12345678);
    keeps("EXCSAVE7", 215, 0x12345678, 0x12345678);
    keeps("CPENABLE", 224, 0x12345678, 0x78);
    keeps("PS", SR_PS, 0xffffffff, 0x70f3f);
    keeps("CCOMPARE2", 242, 0x12345678, 0x12345678);
    keeps("MISC3", 247, 0x12345678, 0x12345678);
    keeps("MEMCTL", 97, 0x12345678, 0x12345678);
}

static void test_reset(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.windowbase = 3;
    m.cpu.lcount = 5;
    xtensa_reset(&m.cpu);
    tap_is(m.cpu.pc, 0x40000400, "reset starts at the boot ROM's reset vector");
    tap_is(m.cpu.ps, 0x1f, "reset masks everything");
    tap_ok(m.cpu.windowbase == 0 && m.cpu.windowstart == 1, "reset leaves one frame");
    tap_is(m.cpu.lcount, 0, "reset ends a loop");
    machine_end(&m);
}

int main(void)
{
    test_options();
    test_illegal();
    test_registers();
    test_reset();
    return tap_done();
}
