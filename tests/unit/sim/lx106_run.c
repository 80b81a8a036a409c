/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 interpreter: interrupts, the timer, waiting, and the end of a run.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx106_machine.h"

enum { UART = 5, TIMER = 6, SOFT = 7, EDGE = 9, NMI = 14 };

/* Starts a loop of nop.n and j.  Interrupts halt in the user vector. */
static void start_loop(struct machine *m)
{
    machine_start(m);
    put(m, NOP_N);
    put(m, jump(-2));
    m->cpu.intenable = 0x3fff;
}

static bool interrupted(struct machine *m)
{
    xtensa_run(&m->cpu, m->cpu.cycles + 100);
    return halted_in(m, LX106_VECTOR_USER) && m->cpu.exccause == XTENSA_LEVEL1_INTERRUPT;
}

static void test_masks(void)
{
    struct machine m;

    start_loop(&m);
    xtensa_set_irq(&m.cpu, UART, true);
    tap_ok(interrupted(&m), "an enabled interrupt goes to the user vector with cause 4");
    tap_ok(m.cpu.epc[1] == IRAM, "an interrupt is taken before the first instruction");
    machine_end(&m);

    start_loop(&m);
    m.cpu.intenable = 0x3fff & ~(1u << UART);
    xtensa_set_irq(&m.cpu, UART, true);
    tap_ok(!interrupted(&m), "an interrupt that INTENABLE lacks is not taken");
    tap_is(m.cpu.interrupt, 1u << UART, "it is pending in INTERRUPT all the same");
    machine_end(&m);

    start_loop(&m);
    m.cpu.ps |= 1;
    xtensa_set_irq(&m.cpu, UART, true);
    tap_ok(!interrupted(&m), "PS.INTLEVEL 1 keeps interrupts out");
    machine_end(&m);

    start_loop(&m);
    m.cpu.ps |= XTENSA_PS_EXCM;
    xtensa_set_irq(&m.cpu, UART, true);
    tap_ok(!interrupted(&m) && !m.cpu.halted, "PS.EXCM keeps interrupts out");
    m.cpu.ps &= ~(uint32_t)XTENSA_PS_EXCM;
    tap_ok(interrupted(&m), "and lets them in when it is cleared");
    machine_end(&m);

    start_loop(&m);
    m.cpu.ps = 0;
    xtensa_set_irq(&m.cpu, UART, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, LX106_VECTOR_KERNEL),
           "without PS.UM an interrupt goes to the kernel vector");
    machine_end(&m);
}

static void test_lines(void)
{
    struct machine m;

    start_loop(&m);
    xtensa_set_irq(&m.cpu, UART, true);
    xtensa_set_irq(&m.cpu, UART, false);
    tap_ok(!interrupted(&m), "a level interrupt is gone with its line");
    xtensa_set_irq(&m.cpu, EDGE, true);
    xtensa_set_irq(&m.cpu, EDGE, false);
    tap_ok(interrupted(&m), "an edge interrupt stays after its line");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[2] = 1u << EDGE | 1u << UART;
    xtensa_set_irq(&m.cpu, EDGE, true);
    xtensa_set_irq(&m.cpu, UART, true);
    put(&m, wsr(2, SR_INTCLEAR));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.interrupt, 1u << UART, "INTCLEAR ends edge interrupts and not level ones");
    xtensa_set_irq(&m.cpu, EDGE, true);
    tap_is(m.cpu.interrupt, 1u << UART, "an edge line that stays high does not interrupt again");
    machine_end(&m);
}

static void test_program_writes(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = 0xffff;
    m.cpu.a[3] = 1u << SOFT;
    put(&m, wsr(2, SR_INTSET));
    put(&m, wsr(3, SR_INTENABLE));
    put(&m, NOP);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_USER), "INTSET raises the software interrupt");
    tap_is(m.cpu.interrupt, 1u << SOFT, "INTSET raises no other");
    tap_is(m.cpu.epc[1], IRAM + 6, "writing INTENABLE interrupts before the next instruction");
    machine_end(&m);

    start_loop(&m);
    m.cpu.ps |= 1;
    m.cpu.a[2] = XTENSA_PS_UM;
    m.end = 0;
    put(&m, NOP);
    put(&m, wsr(2, SR_PS));
    put(&m, SIMCALL);
    xtensa_set_irq(&m.cpu, UART, true);
    tap_ok(interrupted(&m) && m.cpu.epc[1] == IRAM + 6,
           "writing PS interrupts before the next instruction");
    machine_end(&m);
}

static void test_handler(void)
{
    struct machine m;

    machine_start(&m);
    put_word(m.vectors + 0x50, addi(3, 3, 1));
    put_word(m.vectors + 0x53, wsr(2, SR_INTCLEAR));
    put_word(m.vectors + 0x56, RFE);
    m.cpu.intenable = m.cpu.a[2] = 1u << EDGE;
    xtensa_set_irq(&m.cpu, EDGE, true);
    for (int i = 0; i < 5; i++)
        put(&m, addi(4, 4, 1));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 1, "a handler runs once for an interrupt");
    tap_is(m.cpu.a[4], 5, "and the program goes on as if nothing was");
    machine_end(&m);
}

static void test_nmi(void)
{
    struct machine m;

    start_loop(&m);
    m.cpu.ps = XTENSA_PS_UM | XTENSA_PS_EXCM | 2;
    m.cpu.intenable = 0;
    xtensa_set_irq(&m.cpu, NMI, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, LX106_VECTOR_NMI), "nothing masks the NMI");
    tap_is(m.cpu.epc[3], IRAM, "the NMI leaves the pc in EPC3");
    tap_is(m.cpu.eps[3], XTENSA_PS_UM | XTENSA_PS_EXCM | 2, "the NMI leaves PS in EPS3");
    tap_is(m.cpu.ps & XTENSA_PS_INTLEVEL, 3, "the NMI runs at level 3");
    machine_end(&m);

    start_loop(&m);
    put_word(m.vectors + LX106_VECTOR_NMI, RFI3);
    xtensa_set_irq(&m.cpu, NMI, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(!m.cpu.halted && m.cpu.ps == XTENSA_PS_UM && m.cpu.pc < IRAM + 5,
           "rfi 3 returns from it, and it does not come again");
    machine_end(&m);
}

static void test_waiti(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.ps |= 3;
    m.cpu.intenable = 1u << UART;
    put(&m, waiti(0));
    put(&m, NOP);
    tap_is(xtensa_run(&m.cpu, 100), XTENSA_WAIT, "waiti without an interrupt ends the run");
    tap_ok(m.cpu.waiting && m.cpu.ps == XTENSA_PS_UM, "waiti sets PS.INTLEVEL");
    tap_is(m.cpu.cycles, 1, "time stands still for the caller to advance");
    xtensa_set_irq(&m.cpu, EDGE, true);
    tap_is(xtensa_run(&m.cpu, 100), XTENSA_WAIT, "a masked interrupt does not end waiti");
    xtensa_set_irq(&m.cpu, UART, true);
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, LX106_VECTOR_USER) && !m.cpu.waiting, "an enabled one does");
    tap_is(m.cpu.epc[1], IRAM + 3, "and returns behind the waiti");
    machine_end(&m);

    machine_start(&m);
    m.cpu.intenable = 1u << TIMER;
    m.cpu.ccompare[0] = 5000;
    put(&m, waiti(0));
    tap_is(xtensa_run(&m.cpu, 4999), XTENSA_WAIT, "waiti waits while CCOMPARE0 is past the limit");
    tap_is(xtensa_run(&m.cpu, 6000), XTENSA_HALT, "waiti ends by CCOMPARE0 before the limit");
    tap_is(m.cpu.cycles, 5000 + 3 + 1, "at that cycle, plus the interrupt and the simcall");
    machine_end(&m);
}

static void test_timer(void)
{
    struct machine m;

    start_loop(&m);
    m.cpu.ccompare[0] = 50;
    xtensa_run(&m.cpu, 49);
    tap_ok(!m.cpu.halted && m.cpu.interrupt == 0, "CCOMPARE0 does nothing before its cycle");
    xtensa_run(&m.cpu, 100);
    tap_ok(halted_in(&m, LX106_VECTOR_USER), "CCOUNT reaching CCOMPARE0 interrupts");
    tap_ok(m.cpu.cycles >= 54 && m.cpu.cycles <= 58, "within an instruction");
    machine_end(&m);

    machine_start(&m);
    m.cpu.cycles = 60; /* past the match that is pending */
    m.cpu.ccompare[0] = 50;
    m.cpu.a[2] = 40; /* also past: the next match comes only after CCOUNT wraps */
    put(&m, rsr(4, SR_INTSET));
    put(&m, wsr(2, SR_CCOMPARE0));
    put(&m, rsr(3, SR_INTSET));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[4], 1u << TIMER, "INTERRUPT shows a match that nobody has taken");
    tap_is(m.cpu.a[3], 0, "writing CCOMPARE0 clears its interrupt");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[2] = 0xfffffff0;
    put(&m, wsr(2, SR_CCOUNT));
    put(&m, NOP);
    put(&m, rsr(3, SR_CCOUNT));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 0xfffffff2, "CCOUNT goes on from what is written");
    tap_is(m.cpu.interrupt, 0, "CCOMPARE0 is compared with the new CCOUNT");
    m.cpu.halted = false;
    m.cpu.pc = IRAM + 3;
    m.cpu.cycles += 14;
    machine_run(&m);
    tap_is(m.cpu.interrupt, 1u << TIMER, "CCOUNT wraps and meets CCOMPARE0");
    machine_end(&m);
}

static void test_limits(void)
{
    struct machine m;

    start_loop(&m);
    tap_is(xtensa_run(&m.cpu, 1000), XTENSA_BUDGET, "a run ends at its limit");
    tap_ok(m.cpu.cycles >= 1000 && m.cpu.cycles < 1003, "within an instruction");
    tap_ok(m.cpu.pc == IRAM || m.cpu.pc == IRAM + 2, "on an instruction");
    m.cpu.pc = IRAM;
    tap_is(xtensa_run(&m.cpu, 900), XTENSA_BUDGET, "a limit in the past ends a run at once");
    tap_is(m.cpu.pc, IRAM, "without an instruction");
    machine_end(&m);

    machine_start(&m);
    m.yield_on_store = true;
    m.cpu.a[2] = PERIPHERALS;
    put(&m, s32i(2, 2, 0));
    put(&m, SIMCALL);
    tap_is(machine_run(&m), XTENSA_BUDGET, "xtensa_yield ends a run");
    tap_is(m.cpu.pc, IRAM + 3, "behind the instruction that caused it");
    tap_is(machine_run(&m), XTENSA_HALT, "and only that run");
    machine_end(&m);
}

/* Checks the cycles of one instruction. */
static void costs(const char *name, uint32_t word, unsigned cycles)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = PERIPHERALS;
    m.cpu.a[3] = DRAM;
    put(&m, word);
    m.end = 16;
    put(&m, NOP);
    xtensa_run(&m.cpu, 1);
    tap_is(m.cpu.cycles, cycles, name);
    machine_end(&m);
}

static void test_costs(void)
{
    costs("an addition takes 1 cycle", addi(4, 4, 1), 1);
    costs("a load takes 2 cycles", l32i(4, 3, 0), 2);
    costs("a store takes 1 cycle", s32i(4, 3, 0), 1);
    costs("a peripheral load takes 7 cycles", l32i(4, 2, 0), 7);
    costs("a peripheral store takes 6 cycles", s32i(4, 2, 0), 6);
    costs("a taken branch takes 3 cycles", bnez(2, 16), 3);
    costs("a branch not taken takes 1 cycle", bnez(4, 16), 1);
    costs("a multiplication takes 2 cycles", 0x820000 | 4 << 12, 2);
}

static void test_hook(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.hook_base = 0x40010000;
    m.cpu.hook_size = 0x100;
    m.cpu.a[2] = 0x40010010;
    put(&m, jx(2));
    tap_is(machine_run(&m), XTENSA_HOOK, "jumping into the hook range ends the run");
    tap_is(m.cpu.pc, 0x40010010, "at the address jumped to");
    tap_is(m.cpu.cycles, 3, "which costs nothing itself");
    m.cpu.pc = IRAM + 0x20;
    put_word(m.iram + 0x20, SIMCALL);
    tap_is(machine_run(&m), XTENSA_HALT, "and the caller can put the pc elsewhere");
    machine_end(&m);

    machine_start(&m);
    m.cpu.hook_base = IRAM + 6;
    m.cpu.hook_size = 1;
    put(&m, NOP);
    put(&m, NOP);
    put(&m, SIMCALL);
    tap_is(machine_run(&m), XTENSA_HOOK, "memory in the hook range is not executed");
    tap_is(m.cpu.pc, IRAM + 6, "the run ends before it");
    machine_end(&m);

    machine_start(&m);
    put(&m, SIMCALL);
    machine_run(&m);
    m.cpu.halted = false;
    m.cpu.pc = m.cpu.hook_base = IRAM;
    m.cpu.hook_size = 1;
    tap_is(machine_run(&m), XTENSA_HOOK, "not even if it was executed before");
    machine_end(&m);

    machine_start(&m);
    m.cpu.hook_base = VECTORS;
    m.cpu.hook_size = 0x10000;
    put(&m, SYSCALL);
    tap_is(machine_run(&m), XTENSA_HOOK, "vectors in the hook range are the hook's");
    tap_is(m.cpu.pc, VECTORS + LX106_VECTOR_USER, "each at its address");
    machine_end(&m);
}

int main(void)
{
    test_masks();
    test_lines();
    test_program_writes();
    test_handler();
    test_nmi();
    test_waiti();
    test_timer();
    test_limits();
    test_costs();
    test_hook();
    return tap_done();
}
