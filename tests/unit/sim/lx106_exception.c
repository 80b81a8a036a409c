/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 interpreter: illegal instructions, exceptions, reset.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx106_machine.h"

static void illegal(const char *name, uint32_t word)
{
    struct machine m;

    machine_start(&m);
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_USER) && m.cpu.exccause == XTENSA_ILLEGAL &&
               m.cpu.epc[1] == IRAM,
           "%s is illegal", name);
    machine_end(&m);
}

/* Instructions that other Xtensas have. */
static void test_illegal(void)
{
    illegal("ill", ILL);
    illegal("ill.n", 0xf06d);
    illegal("a window's entry", 0x000036);
    illegal("a window's retw.n", 0xf01d);
    illegal("a call4", 0x000015);
    illegal("a loop", 0x008076);
    illegal("sext", 0x230000);
    illegal("min", 0x430000);
    illegal("muluh", 0xa20000);
    illegal("quou", 0xc20000);
    illegal("s32c1i", 0x00e002);
    illegal("a floating-point load", 0x000003);
    illegal("a MAC16 multiplication", 0x700004);
    illegal("rsr of the boolean registers", rsr(2, 4));
    illegal("rsr of THREADPTR", 0xe30e70);
    illegal("wsr to PRID", wsr(2, 235));
    illegal("rsr of INTCLEAR", rsr(2, SR_INTCLEAR));
    illegal("rfi 1", 0x003110);
}

static void test_exceptions(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.ps = 0;
    put(&m, SYSCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_KERNEL), "without PS.UM the kernel vector is taken");
    tap_is(m.cpu.exccause, XTENSA_SYSCALL, "syscall has cause 1");
    tap_is(m.cpu.ps, XTENSA_PS_EXCM, "an exception sets PS.EXCM");
    machine_end(&m);

    machine_start(&m);
    put_word(m.vectors + LX106_VECTOR_USER, ILL);
    put(&m, SYSCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_DOUBLE), "an exception inside one goes to its own vector");
    tap_is(m.cpu.depc, VECTORS + LX106_VECTOR_USER, "DEPC is where it happened");
    tap_is(m.cpu.epc[1], IRAM, "EPC1 still is where the first one happened");
    machine_end(&m);

    machine_start(&m);
    m.cpu.vecbase = IRAM + 0x100;
    put(&m, SYSCALL);
    put_word(m.iram + 0x100 + LX106_VECTOR_USER, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.pc, IRAM + 0x153, "VECBASE moves the vectors");
    machine_end(&m);
}

static void test_returns(void)
{
    struct machine m;

    machine_start(&m);
    put_word(m.vectors + 0x50, rsr(2, SR_EPC1));
    put_word(m.vectors + 0x53, addi(2, 2, 3));
    put_word(m.vectors + 0x56, wsr(2, SR_EPC1));
    put_word(m.vectors + 0x59, RFE);
    put(&m, SYSCALL);
    put(&m, movi(3, 77));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 77, "rfe goes on at EPC1");
    tap_is(m.cpu.ps, XTENSA_PS_UM, "rfe clears PS.EXCM only");
    machine_end(&m);

    machine_start(&m);
    m.cpu.depc = IRAM + 0x40;
    m.cpu.ps |= XTENSA_PS_EXCM;
    put(&m, RFDE);
    put_word(m.iram + 0x40, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.pc, IRAM + 0x43, "rfde goes on at DEPC");
    tap_is(m.cpu.ps, XTENSA_PS_UM | XTENSA_PS_EXCM, "rfde leaves PS.EXCM");
    machine_end(&m);
}

static void test_break(void)
{
    struct machine m;

    machine_start(&m);
    put(&m, NOP);
    put(&m, BREAK);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_DEBUG), "break goes to the debug vector");
    tap_is(m.cpu.epc[2], IRAM + 3, "break leaves its pc in EPC2");
    tap_is(m.cpu.eps[2], XTENSA_PS_UM, "break leaves PS in EPS2");
    tap_is(m.cpu.ps, XTENSA_PS_UM | XTENSA_PS_EXCM | 2, "break runs at level 2");
    machine_end(&m);

    machine_start(&m);
    m.cpu.ps |= 2;
    put(&m, BREAK);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.pc, IRAM + 6, "break at level 2 does nothing");
    machine_end(&m);
}

static void fetch_fault(const char *name, uint32_t address, enum xtensa_cause cause)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = address;
    put(&m, jx(2));
    machine_run(&m);
    tap_ok(m.cpu.exccause == cause && m.cpu.epc[1] == address && m.cpu.excvaddr == address,
           "%s has cause %d", name, (int)cause);
    machine_end(&m);
}

static void test_fetch(void)
{
    struct machine m;

    fetch_fault("a jump to 0", 0, XTENSA_FETCH_PROHIBITED);
    fetch_fault("a jump to data RAM", DRAM, XTENSA_FETCH_ERROR);
    fetch_fault("a jump behind instruction RAM", IRAM + MEMORY_SIZE, XTENSA_FETCH_ERROR);

    machine_start(&m);
    put(&m, jump(MEMORY_SIZE + 4));
    machine_run(&m);
    tap_is(m.cpu.excvaddr, IRAM + MEMORY_SIZE + 4,
           "a relative jump out of memory is a fault there");
    machine_end(&m);

    machine_start(&m);
    m.cpu.pc = IRAM + MEMORY_SIZE - 3;
    put_word(m.iram + MEMORY_SIZE - 3, NOP);
    machine_run(&m);
    tap_is(m.cpu.epc[1], IRAM + MEMORY_SIZE, "running off the end of memory is a fault there");
    machine_end(&m);

    machine_start(&m);
    m.cpu.pc = IRAM + MEMORY_SIZE - 2;
    put_word(m.iram + MEMORY_SIZE - 2, NOP);
    machine_run(&m);
    tap_is(m.cpu.epc[1], IRAM + MEMORY_SIZE - 2,
           "an instruction cut by the end of memory is a fault");
    machine_end(&m);

    machine_start(&m);
    m.cpu.vecbase = NOWHERE;
    put(&m, SYSCALL);
    tap_is(machine_run(&m), XTENSA_HALT, "exceptions without executable vectors halt the CPU");
    machine_end(&m);
}

static void test_reset(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.vecbase = IRAM;
    m.cpu.intenable = 0xff;
    m.cpu.halted = true;
    m.cpu.a[5] = 99;
    xtensa_reset(&m.cpu);
    tap_is(m.cpu.pc, 0x40000080, "reset starts at the boot ROM's reset vector");
    tap_is(m.cpu.ps, 0x1f, "reset masks everything");
    tap_is(m.cpu.vecbase, 0x40000000, "reset moves the vectors to the boot ROM");
    tap_is(m.cpu.intenable, 0, "reset disables interrupts");
    tap_ok(!m.cpu.halted, "reset ends a halt");
    tap_is(m.cpu.a[5], 99, "reset leaves general registers");
    machine_end(&m);
}

int main(void)
{
    test_illegal();
    test_exceptions();
    test_returns();
    test_break();
    test_fetch();
    test_reset();
    return tap_done();
}
