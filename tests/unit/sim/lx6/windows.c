/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter: windowed registers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx6/lx6_machine.h"
#include "sim/cpu/xtensa/xtensa_abi.h"

enum { FUNCTION = 0x100 }; /* place in IRAM */

/* A call with arguments 5 and 6 of a function that adds them. */
static void test_call(unsigned quads, bool by_register)
{
    struct machine m;
    const uint32_t stack = DRAM + MEMORY_SIZE - 64;

    machine_start(&m);
    m.cpu.a[2] = IRAM + FUNCTION;
    m.cpu.a[4 * quads + 2] = 5;
    m.cpu.a[4 * quads + 3] = 6;
    put(&m, by_register ? callx(quads, 2) : windowed_call(quads, 0, FUNCTION));
    put(&m, SIMCALL);
    put_at(&m, FUNCTION);
    put(&m, entry(1, 48));
    put(&m, rrr(0x800000, 2, 2, 3)); /* add */
    put(&m, rsr(4, SR_WINDOWBASE));
    put(&m, rsr(5, SR_WINDOWSTART));
    put(&m, RETW);
    machine_run(&m);
    tap_ok(m.cpu.halted && m.cpu.pc == IRAM + 6, "retw returns behind call%s%u",
           by_register ? "x" : "", 4 * quads);
    tap_is(m.cpu.a[4 * quads + 2], 11, "a2 of the function is the result");
    tap_is(m.cpu.a[1], stack, "the caller keeps its stack");
    tap_is(m.cpu.a[4 * quads + 1], stack - 48, "entry made a frame on it");
    tap_ok(m.cpu.windowbase == 0 && m.cpu.windowstart == 1, "the function's frame is gone");
    if (quads == 2)
        tap_ok(m.cpu.a[12] == 2 && m.cpu.a[13] == 5, "the function saw its window and both frames");
    tap_is(m.cpu.a[4 * quads], quads << 30 | ((IRAM + 3) & 0x3fffffff),
           "the upper bits of the return address are the window's");
    machine_end(&m);
}

/* An instruction that uses a register of the frame `behind` quads further on.  The frame
 * after that one is so many quads on. */
static void overflows(const char *name, uint32_t word, uint32_t behind, uint32_t size,
                      uint32_t vector)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 14, 1u << 14 | 1u << ((14 + behind) & 15) |
                                      1u << ((14 + behind + size) & 15));
    put(&m, NOP);
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, vector) && m.cpu.epc[1] == IRAM + 3, "%s overflows to the vector 0x%x",
           name, vector);
    tap_ok(m.cpu.windowbase == ((14 + behind) & 15) &&
               (m.cpu.ps & XTENSA_PS_OWB) == 14 << XTENSA_PS_OWB_SHIFT &&
               (m.cpu.ps & XTENSA_PS_EXCM),
           "with the window of that frame, and its own window in PS.OWB");
    machine_end(&m);
}

/* The same instructions do nothing to frames that they do not reach. */
static void reaches_only(const char *name, uint32_t word, uint32_t behind)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 14, 1u << 14 | 1u << ((14 + behind) & 15));
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.pc == IRAM + 6, "%s does not reach %u quads on", name, behind);
    machine_end(&m);
}

static void test_overflow(void)
{
    overflows("a write to a4", movi(4, 1), 1, 1, LX6_VECTOR_OVERFLOW4);
    overflows("a write to a15", movi(15, 1), 1, 2, LX6_VECTOR_OVERFLOW8);
    overflows("a read of a8", addi(3, 8, 1), 2, 3, LX6_VECTOR_OVERFLOW12);
    overflows("a store of a12", s32i(12, 2, 0), 3, 1, LX6_VECTOR_OVERFLOW4);
    overflows("a branch on a9", bnez(9, 8), 2, 1, LX6_VECTOR_OVERFLOW4);
    overflows("a call12", windowed_call(3, 3, 0), 3, 1, LX6_VECTOR_OVERFLOW4);
    overflows("callx4 by a8", callx(1, 8), 2, 1, LX6_VECTOR_OVERFLOW4);
    reaches_only("a write to a3", movi(3, 1), 1);
    reaches_only("a write to a7", movi(7, 1), 2);
    reaches_only("a write to a11", movi(11, 1), 3);
    reaches_only("extui by 12 bits", 0x040000 | 2 << 12 | 12 << 8, 1);
    reaches_only("andb of b12", rrr(0x020000, 12, 12, 12), 1);
    reaches_only("bbsi of bit 15", 0x00e007 | 15 << 4, 1);
}

static void test_no_overflow(uint32_t ps, const char *name)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 0, 0xffff);
    m.cpu.ps = ps;
    put(&m, movi(15, 7));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.pc == IRAM + 6 && m.cpu.a[15] == 7, "%s", name);
    machine_end(&m);
}

/* An entry whose frame would reach a frame in use. */
static void test_entry(void)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 0, 1 | 1 << 2 | 1 << 3);
    m.cpu.ps = PS_WINDOWS | 3 << XTENSA_PS_CALLINC_SHIFT;
    put(&m, entry(1, 32));
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_OVERFLOW4) && m.cpu.windowbase == 2,
           "entry overflows up to PS.CALLINC");
    machine_end(&m);

    machine_start(&m);
    put(&m, entry(4, 32));
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_USER) && m.cpu.exccause == XTENSA_ILLEGAL &&
               m.cpu.epc[1] == IRAM,
           "entry with a stack pointer above a3 is illegal");
    machine_end(&m);

    machine_start(&m);
    m.cpu.ps = XTENSA_PS_UM;
    put(&m, entry(1, 32));
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_USER) && m.cpu.epc[1] == IRAM,
           "entry without PS.WOE is illegal");
    machine_end(&m);
}

static void underflows(uint32_t quads, uint32_t vector)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 1, 1 << 1 | 1 << 5);
    m.cpu.a[0] = quads << 30 | ((IRAM + 0x200) & 0x3fffffff);
    put(&m, RETW_N);
    machine_run(&m);
    tap_ok(halted_in(&m, vector) && m.cpu.epc[1] == IRAM, "retw underflows to the vector 0x%x",
           vector);
    tap_ok(m.cpu.windowbase == ((1 - quads) & 15) &&
               (m.cpu.ps & XTENSA_PS_OWB) == 1 << XTENSA_PS_OWB_SHIFT,
           "with the caller's window, and its own in PS.OWB");
    tap_is(m.cpu.windowstart, 1 << 1 | 1 << 5, "its own frame stays");
    machine_end(&m);
}

static void bad_return(const char *name, uint32_t a0, uint32_t windowstart, uint32_t ps)
{
    struct machine m;

    machine_start(&m);
    xtensa_set_window(&m.cpu, 4, windowstart);
    m.cpu.ps = ps;
    m.cpu.a[0] = a0;
    put(&m, RETW);
    machine_run(&m);
    tap_ok(m.cpu.exccause == XTENSA_ILLEGAL && m.cpu.windowbase == 4 &&
               (halted_in(&m, LX6_VECTOR_USER) || halted_in(&m, LX6_VECTOR_DOUBLE)),
           "retw is illegal %s", name);
    machine_end(&m);
}

static void test_return(void)
{
    underflows(1, LX6_VECTOR_UNDERFLOW4);
    underflows(2, LX6_VECTOR_UNDERFLOW8);
    underflows(3, LX6_VECTOR_UNDERFLOW12);
    bad_return("after call0", 0x00080000, 1 << 4 | 1 << 3, PS_WINDOWS);
    bad_return("to a frame that is not the nearest", 0x80080000, 1 << 4 | 1 << 3 | 1 << 2,
               PS_WINDOWS);
    bad_return("without PS.WOE", 0x40080000, 1 << 4 | 1 << 3, XTENSA_PS_UM);
    bad_return("in an exception", 0x40080000, 1 << 4 | 1 << 3, PS_WINDOWS | XTENSA_PS_EXCM);
}

/* Handlers' own instructions. */
static void test_handlers(void)
{
    struct machine m;

    for (int fill = 0; fill < 2; fill++) {
        machine_start(&m);
        xtensa_set_window(&m.cpu, 6, fill ? 1 << 4 : 1 << 6 | 1 << 4);
        m.cpu.ps = PS_WINDOWS | XTENSA_PS_EXCM | 4 << XTENSA_PS_OWB_SHIFT;
        m.cpu.epc[1] = IRAM + 0x40;
        put(&m, fill ? RFWU : RFWO);
        put_word(m.iram + 0x40, SIMCALL);
        machine_run(&m);
        tap_is(m.cpu.pc, IRAM + 0x43, "rfwo and rfwu go on at EPC1");
        tap_is(m.cpu.windowbase, 4, "in the window PS.OWB");
        tap_ok(!(m.cpu.ps & XTENSA_PS_EXCM), "and clear PS.EXCM");
        tap_is(m.cpu.windowstart, fill ? 1 << 6 | 1 << 4 : 1 << 4,
               fill ? "rfwu marks the frame" : "rfwo forgets the frame");
        machine_end(&m);
    }
    machine_start(&m);
    m.cpu.ps |= XTENSA_PS_EXCM;
    m.cpu.a[2] = DRAM + 64;
    m.cpu.a[3] = 0x12345678;
    put(&m, rrr(0x490000, 12, 2, 3)); /* s32e a3, a2, -16 */
    put(&m, rrr(0x090000, 12, 2, 4)); /* l32e a4, a2, -16 */
    put(&m, rrr(0x490000, 0, 2, 3));  /* -64 */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.dram[48] == 0x78 && m.cpu.a[4] == 0x12345678, "s32e and l32e count down from s");
    tap_is(m.dram[0], 0x78, "by up to 64 bytes");
    machine_end(&m);
}

static void test_rotation(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.ps = XTENSA_PS_UM;
    put(&m, movi(2, 22));
    put(&m, movi(15, 33));
    put(&m, 0x408030); /* rotw 3 */
    put(&m, addi(2, 3, 1)); /* was a15 */
    put(&m, 0x4080e0); /* rotw -2 */
    put(&m, rsr(8, SR_WINDOWBASE));
    put(&m, movi(4, 15));
    put(&m, wsr(4, SR_WINDOWBASE));
    put(&m, addi(7, 6, 1)); /* was a2 */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[7], 23, "a window goes round from the last registers to the first");
    tap_is(m.cpu.a[6], 22, "wsr.windowbase rotates");
    machine_end(&m);

    machine_start(&m);
    xtensa_set_window(&m.cpu, 5, 1 << 5);
    m.cpu.a[2] = DRAM;
    put(&m, 0x001210); /* movsp a1, a2 */
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_USER) && m.cpu.exccause == XTENSA_ALLOCA,
           "movsp has cause 5 if the caller is in memory");
    machine_end(&m);

    machine_start(&m);
    xtensa_set_window(&m.cpu, 5, 1 << 5 | 1 << 2);
    m.cpu.a[2] = DRAM;
    put(&m, 0x001210);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[1], DRAM, "movsp moves if the caller is in registers");
    machine_end(&m);
}

int main(void)
{
    for (unsigned quads = 1; quads <= 3; quads++) {
        test_call(quads, false);
        test_call(quads, true);
    }
    test_overflow();
    test_no_overflow(XTENSA_PS_UM, "without PS.WOE nothing overflows");
    test_no_overflow(PS_WINDOWS | XTENSA_PS_EXCM, "in an exception nothing overflows");
    test_entry();
    test_return();
    test_handlers();
    test_rotation();
    return tap_done();
}
