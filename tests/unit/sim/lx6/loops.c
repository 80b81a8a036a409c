/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX6 interpreter: loops without branches.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/sim/lx6/lx6_machine.h"

enum { LOOP = 0x8076, LOOPNEZ = 0x9076, LOOPGTZ = 0xa076 };

/* A loop over a2 to this place in IRAM, put at the end. */
static void put_loop(struct machine *m, uint32_t kind, uint32_t to)
{
    put(m, kind | 2 << 8 | (to - m->end - 4) << 16);
}

/* A loop of addi a3, a3, 1 and a narrow instruction. */
static void turns(const char *name, uint32_t kind, uint32_t count, uint32_t want)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = count;
    put_loop(&m, kind, 8);
    put(&m, addi(3, 3, 1));
    put(&m, NOP_N);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.a[3] == want && m.cpu.pc == IRAM + 11, "%s of 0x%x makes %u turns", name, count,
           m.cpu.a[3]);
    machine_end(&m);
}

static void test_turns(void)
{
    turns("loop", LOOP, 5, 5);
    turns("loop", LOOP, 1, 1);
    turns("loopnez", LOOPNEZ, 3, 3);
    turns("loopnez", LOOPNEZ, 0, 0);
    turns("loopgtz", LOOPGTZ, 3, 3);
    turns("loopgtz", LOOPGTZ, 0, 0);
    turns("loopgtz", LOOPGTZ, 0x80000000, 0);
}

static void test_registers(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = 3;
    put_loop(&m, LOOP, 6);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.lbeg, IRAM + 3, "LBEG is behind the loop instruction");
    tap_is(m.cpu.lend, IRAM + 6, "LEND is the end");
    tap_is(m.cpu.lcount, 1, "LCOUNT is the number of turns that follow");
    tap_is(m.cpu.cycles, 2, "the way back costs no cycle");
    machine_end(&m);
}

/* Only an instruction that goes on to the loop's end ends a turn. */
static void test_branches(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = 5;
    put_loop(&m, LOOP, 12);
    put(&m, addi(3, 3, 1));
    put(&m, jump(6)); /* to 12 */
    put(&m, addi(4, 4, 1));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(m.cpu.a[3] == 1 && m.cpu.a[4] == 0 && m.cpu.pc == IRAM + 15,
           "a branch to the end leaves the loop");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[2] = 5;
    put_loop(&m, LOOP, 9);
    put(&m, addi(3, 3, 1));
    put(&m, bnez(4, 8)); /* not taken */
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 5, "a branch that is not taken ends a turn");
    machine_end(&m);
}

static void test_exception(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.ps |= XTENSA_PS_EXCM;
    m.cpu.a[2] = 5;
    put_loop(&m, LOOP, 6);
    put(&m, addi(3, 3, 1));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 1, "in an exception loops do not loop");
    tap_is(m.cpu.lcount, 4, "and keep their count");
    machine_end(&m);

    machine_start(&m);
    put_word(m.vectors + LX6_VECTOR_USER, rsr(5, SR_EPC1));
    put_word(m.vectors + LX6_VECTOR_USER + 3, addi(5, 5, 3));
    put_word(m.vectors + LX6_VECTOR_USER + 6, wsr(5, SR_EPC1));
    put_word(m.vectors + LX6_VECTOR_USER + 9, RFE);
    m.cpu.a[2] = 4;
    put_loop(&m, LOOP, 12);
    put(&m, addi(3, 3, 1));
    put(&m, SYSCALL);
    put(&m, NOP);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 4, "an exception in the body does not end the loop");
    machine_end(&m);
}

static void test_places(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = 3;
    m.cpu.pc = IRAM + MEMORY_SIZE - 6;
    put_at(&m, MEMORY_SIZE - 6);
    put_loop(&m, LOOP, MEMORY_SIZE);
    put(&m, addi(3, 3, 1));
    machine_run(&m);
    tap_ok(m.cpu.a[3] == 3 && m.cpu.epc[1] == IRAM + MEMORY_SIZE,
           "a loop can end at the end of memory");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[2] = 4;
    m.cpu.a[4] = VECTORS + LX6_VECTOR_KERNEL;
    m.cpu.a[5] = IRAM + 6;
    put_word(m.vectors + LX6_VECTOR_KERNEL, jx(5));
    put_loop(&m, LOOP, 9);
    put(&m, jx(4));
    put(&m, addi(3, 3, 1));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[3], 4, "a body can jump to another memory and back");
    machine_end(&m);

    machine_start(&m);
    m.cpu.a[2] = IRAM + 9;
    m.cpu.a[3] = IRAM + 15;
    m.cpu.a[4] = 2;
    put(&m, wsr(2, SR_LBEG));
    put(&m, wsr(3, SR_LEND));
    put(&m, wsr(4, SR_LCOUNT));
    put(&m, addi(5, 5, 1)); /* at 9 */
    put(&m, NOP);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[5], 3, "a program can write the registers of a loop");
    machine_end(&m);
}

int main(void)
{
    test_turns();
    test_registers();
    test_branches();
    test_exception();
    test_places();
    return tap_done();
}
