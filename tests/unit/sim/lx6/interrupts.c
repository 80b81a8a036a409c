/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter: interrupt levels, timers, exceptions and their vectors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx6/lx6_machine.h"

enum { LEVEL1 = 5, LEVEL2 = 19, LEVEL3 = 23, LEVEL4 = 24, LEVEL5 = 26, EDGE = 10, NMI = 14 };
enum { SOFTWARE1 = 7, SOFTWARE3 = 29, TIMER0 = 6, TIMER1 = 15, TIMER2 = 16 };

/* Starts a loop of nop.n and j. */
static void start_loop(struct machine *m, uint32_t ps)
{
    machine_start(m);
    put(m, NOP_N);
    put(m, jump(-2));
    m->cpu.intenable = 0xffffffff;
    m->cpu.ccompare[0] = m->cpu.ccompare[1] = m->cpu.ccompare[2] = 0x80000000;
    m->cpu.ps = ps;
}

/* Where an interrupt goes; 0 if it is not taken. */
static uint32_t taken(struct machine *m, unsigned irq, uint32_t ps)
{
    uint32_t vector;

    start_loop(m, ps);
    xtensa_set_irq(&m->cpu, irq, true);
    xtensa_run(&m->cpu, 100);
    vector = m->cpu.halted ? m->cpu.pc - STOPPED - VECTORS : 0;
    machine_end(m);
    return vector;
}

static void test_levels(void)
{
    struct machine m;

    tap_is(taken(&m, LEVEL1, PS_WINDOWS), LX6_VECTOR_USER, "level 1 goes to the user vector");
    tap_ok(m.cpu.exccause == XTENSA_LEVEL1_INTERRUPT && m.cpu.epc[1] == IRAM,
           "with cause 4, and its place in EPC1");
    tap_is(taken(&m, LEVEL1, XTENSA_PS_WOE), LX6_VECTOR_KERNEL,
           "without PS.UM it goes to the kernel vector");
    tap_is(taken(&m, LEVEL2, PS_WINDOWS), LX6_VECTOR_LEVEL2, "level 2 goes to its vector");
    tap_ok(m.cpu.epc[2] == IRAM && m.cpu.eps[2] == PS_WINDOWS,
           "with its place and PS in EPC2 and EPS2");
    tap_is(m.cpu.ps, PS_WINDOWS | XTENSA_PS_EXCM | 2, "at level 2");
    tap_is(taken(&m, LEVEL3, PS_WINDOWS), LX6_VECTOR_LEVEL3, "level 3 goes to its vector");
    tap_is(taken(&m, LEVEL4, PS_WINDOWS), LX6_VECTOR_LEVEL4, "level 4 goes to its vector");
    tap_is(taken(&m, LEVEL5, PS_WINDOWS), LX6_VECTOR_LEVEL5, "level 5 goes to its vector");
    tap_is(taken(&m, NMI, PS_WINDOWS | 15), LX6_VECTOR_NMI, "nothing masks the NMI");
    tap_is(m.cpu.ps & XTENSA_PS_INTLEVEL, 7, "the NMI has level 7");
}

static void test_masks(void)
{
    struct machine m;

    tap_is(taken(&m, LEVEL2, PS_WINDOWS | 1), LX6_VECTOR_LEVEL2, "PS.INTLEVEL 1 lets level 2 in");
    tap_is(taken(&m, LEVEL2, PS_WINDOWS | 2), 0, "PS.INTLEVEL 2 keeps level 2 out");
    tap_is(taken(&m, LEVEL5, PS_WINDOWS | 15), 0, "PS.INTLEVEL 15 keeps level 5 out");
    tap_is(taken(&m, LEVEL3, PS_WINDOWS | XTENSA_PS_EXCM), 0, "PS.EXCM keeps level 3 out");
    tap_is(taken(&m, LEVEL4, PS_WINDOWS | XTENSA_PS_EXCM), LX6_VECTOR_LEVEL4,
           "PS.EXCM lets level 4 in");

    start_loop(&m, PS_WINDOWS);
    xtensa_set_irq(&m.cpu, LEVEL2, true);
    xtensa_set_irq(&m.cpu, LEVEL4, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, LX6_VECTOR_LEVEL4), "the highest level comes first");
    machine_end(&m);

    start_loop(&m, PS_WINDOWS);
    m.cpu.intenable = ~(1u << LEVEL4);
    xtensa_set_irq(&m.cpu, LEVEL4, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(!m.cpu.halted, "an interrupt that INTENABLE lacks is not taken");
    machine_end(&m);

    start_loop(&m, PS_WINDOWS);
    xtensa_set_irq(&m.cpu, EDGE, true);
    xtensa_set_irq(&m.cpu, EDGE, false);
    xtensa_run(&m.cpu, 100);
    tap_ok(m.cpu.halted, "an edge interrupt stays after its line");
    machine_end(&m);
}

static void test_return(void)
{
    struct machine m;

    start_loop(&m, PS_WINDOWS);
    put_word(m.vectors + LX6_VECTOR_LEVEL5, wsr(2, SR_INTENABLE));
    put_word(m.vectors + LX6_VECTOR_LEVEL5 + 3, addi(3, 3, 1));
    put_word(m.vectors + LX6_VECTOR_LEVEL5 + 6, 0x003510); /* rfi 5 */
    xtensa_set_irq(&m.cpu, LEVEL5, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(!m.cpu.halted && m.cpu.ps == PS_WINDOWS && m.cpu.a[3] == 1 && m.cpu.pc < IRAM + 5,
           "rfi 5 returns from level 5");
    machine_end(&m);

    start_loop(&m, PS_WINDOWS);
    put_at(&m, 0);
    put(&m, 0x006f00 | 2 << 4); /* rsil a2, 15 */
    put(&m, SIMCALL);
    m.cpu.ccompare[1] = 1; /* due with the first instruction, at level 3 */
    xtensa_run(&m.cpu, 100);
    tap_ok(m.cpu.pc == IRAM + 6 && m.cpu.a[2] == PS_WINDOWS, "rsil 15 masks from there on");
    machine_end(&m);
}

static void test_software(void)
{
    struct machine m;

    start_loop(&m, PS_WINDOWS | 15);
    put_at(&m, 0);
    m.cpu.a[2] = 0xffffffff;
    put(&m, wsr(2, SR_INTSET));
    put(&m, rsr(3, SR_INTSET));
    put(&m, SIMCALL);
    xtensa_run(&m.cpu, 100);
    tap_is(m.cpu.a[3], 1u << SOFTWARE1 | 1u << SOFTWARE3, "INTSET raises both of its interrupts");
    machine_end(&m);
}

static void timer_fires(unsigned timer, uint32_t bit, uint32_t vector)
{
    struct machine m;

    start_loop(&m, PS_WINDOWS);
    m.cpu.ccompare[timer] = 50;
    xtensa_run(&m.cpu, 49);
    tap_ok(!m.cpu.halted, "CCOMPARE%u does not come early", timer);
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, vector) && m.cpu.interrupt == 1u << bit,
           "CCOMPARE%u comes at its level", timer);
    machine_end(&m);
}

static void test_timers(void)
{
    struct machine m;

    timer_fires(0, TIMER0, LX6_VECTOR_USER);
    timer_fires(1, TIMER1, LX6_VECTOR_LEVEL3);
    timer_fires(2, TIMER2, LX6_VECTOR_LEVEL5);

    start_loop(&m, PS_WINDOWS);
    put_at(&m, 0);
    m.cpu.interrupt = 1u << TIMER1 | 1u << TIMER2;
    m.cpu.ps |= 15;
    put(&m, wsr(3, SR_CCOMPARE0 + 1));
    put(&m, SIMCALL);
    xtensa_run(&m.cpu, 100);
    tap_is(m.cpu.interrupt, 1u << TIMER2, "writing a CCOMPARE ends its own interrupt");
    machine_end(&m);
}

static void test_exceptions(void)
{
    struct machine m;

    machine_start(&m);
    put_word(m.vectors + LX6_VECTOR_USER, ILL);
    put(&m, SYSCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_DOUBLE), "an exception in an exception has its own vector");
    tap_is(m.cpu.depc, VECTORS + LX6_VECTOR_USER, "DEPC is where it happened");
    machine_end(&m);

    machine_start(&m);
    put(&m, BREAK);
    machine_run(&m);
    tap_ok(halted_in(&m, LX6_VECTOR_DEBUG) && m.cpu.epc[6] == IRAM,
           "break goes to the debug vector at level 6");
    machine_end(&m);

    machine_start(&m);
    m.cpu.vecbase = IRAM + 0x400;
    put(&m, SYSCALL);
    put_word(m.iram + 0x400 + LX6_VECTOR_USER, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.pc, IRAM + 0x400 + LX6_VECTOR_USER + STOPPED, "VECBASE moves the vectors");
    machine_end(&m);
}

int main(void)
{
    test_levels();
    test_masks();
    test_return();
    test_software();
    test_timers();
    test_exceptions();
    return tap_done();
}
