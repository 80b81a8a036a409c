/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The windowed ABI for a simulated ROM: native functions, window exceptions without code,
 * and calls into the program.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/xtensa/xtensa_abi.h"
#include "unit/sim/lx6/lx6_machine.h"

enum {
    FUNCTION = 0x100, /* places in IRAM */
    HANDLER = 0x200,
    BACK = ROM + 0x80,
};

/* Runs with the vectors in the hook range, until a hook that is not a window's. */
static enum xtensa_stop run_served(struct machine *m, unsigned *served)
{
    enum xtensa_stop stop;

    m->cpu.vecbase = ROM;
    *served = 0;
    while ((stop = machine_run(m)) == XTENSA_HOOK && xtensa_serve_window(&m->cpu))
        ++*served;
    return stop;
}

/* A function of the ROM that is called with eight arguments. */
static void native(unsigned quads)
{
    struct machine m;
    uint32_t value = 0;
    bool all = true;

    machine_start(&m);
    m.cpu.a[2] = ROM + 0x400;
    for (unsigned n = 0; n < 6 && 4 * quads + 2 + n < 16; n++)
        m.cpu.a[4 * quads + 2 + n] = 100 + n;
    for (unsigned n = 6; n < 8; n++)
        xtensa_poke(&m.cpu, m.cpu.a[1] + 4 * (n - 6), 4, 100 + n);
    put(&m, callx(quads, 2));
    put(&m, SIMCALL);
    tap_ok(machine_run(&m) == XTENSA_HOOK && m.cpu.pc == ROM + 0x400,
           "call%u of a ROM function stops the run", 4 * quads);
    for (unsigned n = 0; n < 8; n++)
        if (4 * quads + 2 + n < 16 || n >= 6)
            all = xtensa_call_argument(&m.cpu, n, &value) && value == 100 + n && all;
    tap_ok(all, "its arguments are there, in registers and on the stack");
    xtensa_call_return64(&m.cpu, 0x1122334455667788);
    machine_run(&m);
    tap_ok(m.cpu.halted && m.cpu.pc == IRAM + 6, "it returns behind the call");
    tap_ok(m.cpu.a[4 * quads + 2] == 0x55667788 && m.cpu.a[4 * quads + 3] == 0x11223344,
           "its result is where the caller expects it");
    machine_end(&m);
}

/* A function that calls itself a2 times and returns the sum of the numbers.  It keeps its
 * own a2 over the call. */
static void put_sum(struct machine *m, unsigned quads)
{
    const uint32_t function = m->end;

    put(m, entry(1, 80));
    put(m, 0x000016 | 2 << 8 | 11 << 12); /* beqz a2, to the retw */
    put(m, addi(4 * quads + 2, 2, -1));
    put(m, NOP);
    put(m, windowed_call(quads, m->end, function));
    put(m, rrr(0x800000, 2, 2, 4 * quads + 2)); /* add */
    put(m, RETW);
}

static void sums(unsigned quads)
{
    struct machine m;
    unsigned served;

    machine_start(&m);
    xtensa_poke(&m.cpu, m.cpu.a[1] - 12, 4, m.cpu.a[1] + 64); /* the caller's stack */
    m.cpu.a[3] = 33;
    m.cpu.a[4 * quads + 2] = 40;
    put(&m, windowed_call(quads, 0, FUNCTION));
    put(&m, SIMCALL);
    put_at(&m, FUNCTION);
    put_sum(&m, quads);
    tap_is(run_served(&m, &served), XTENSA_HALT, "a recursion ends");
    tap_is(m.cpu.a[4 * quads + 2], 820, "with the right result");
    tap_ok(m.cpu.windowbase == 0 && m.cpu.windowstart == 1 && m.cpu.a[3] == 33,
           "in the first frame, which has its registers");
    tap_ok(served >= 2 * (41 - 16 / quads), "%u frames of %u registers were served", served,
           4 * quads);
    machine_end(&m);
}

static void test_no_service(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.pc = VECTORS + LX6_VECTOR_LEVEL2;
    m.cpu.ps |= XTENSA_PS_EXCM;
    tap_ok(!xtensa_serve_window(&m.cpu), "other vectors are not the windows' vectors");
    m.cpu.pc = VECTORS + LX6_VECTOR_OVERFLOW4 + 4;
    tap_ok(!xtensa_serve_window(&m.cpu), "nor are addresses between the vectors");
    m.cpu.pc = VECTORS + LX6_VECTOR_OVERFLOW4;
    m.cpu.ps = PS_WINDOWS;
    tap_ok(!xtensa_serve_window(&m.cpu), "a jump to a vector is no window exception");
    machine_end(&m);

    machine_start(&m);
    m.cpu.ps |= XTENSA_PS_EXCM;
    m.cpu.pc = VECTORS + LX6_VECTOR_OVERFLOW4;
    m.cpu.a[5] = 0x10000000;
    tap_ok(xtensa_serve_window(&m.cpu) && m.cpu.exccause == XTENSA_STORE_PROHIBITED &&
               m.cpu.excvaddr == 0x10000000 - 16 && m.cpu.pc == VECTORS + LX6_VECTOR_DOUBLE,
           "a stack that does not exist is a double exception");
    machine_end(&m);
}

/* Deep in a recursion, the ROM lets a function of the program run, as for an interrupt.
 * That function recurses, too. */
static void test_call_program(void)
{
    const uint32_t arguments[XTENSA_CALL_ARGUMENTS] = {30, 2, 3, 4};
    struct xtensa_interrupted interrupted;
    struct machine m;
    unsigned served;
    uint32_t a[16], result;

    machine_start(&m);
    xtensa_poke(&m.cpu, m.cpu.a[1] - 12, 4, m.cpu.a[1] + 64);
    m.cpu.a[10] = 20;
    put(&m, windowed_call(2, 0, FUNCTION));
    put(&m, SIMCALL);
    put_at(&m, FUNCTION);
    put_sum(&m, 2);
    put_at(&m, HANDLER);
    put_sum(&m, 3);
    m.cpu.vecbase = ROM;
    xtensa_run(&m.cpu, 90);
    while (xtensa_serve_window(&m.cpu))
        xtensa_run(&m.cpu, 90);
    tap_ok(m.cpu.cycles >= 90 && m.cpu.windowbase != 0 && !m.cpu.halted, "it is deep inside");
    memcpy(a, m.cpu.a, sizeof a);
    tap_ok(xtensa_call_program(&m.cpu, &interrupted, IRAM + HANDLER, arguments,
                               (m.cpu.a[1] - 64) & ~15u, 3, BACK),
           "the ROM calls the program");
    tap_ok(m.cpu.ps == (PS_WINDOWS | 2 << XTENSA_PS_CALLINC_SHIFT | 3) && m.cpu.a[11] == 2,
           "at the level and with the arguments that it wants");
    tap_ok(run_served(&m, &served) == XTENSA_HOOK && m.cpu.pc == BACK,
           "the program returns to the ROM");
    result = xtensa_call_result(&m.cpu);
    tap_is(result, 465, "with its result");
    xtensa_resume(&m.cpu, &interrupted);
    tap_ok(memcmp(a, m.cpu.a, sizeof a) == 0, "the interrupted function has its registers");
    tap_is(run_served(&m, &served), XTENSA_HALT, "and goes on to its end");
    tap_is(m.cpu.a[10], 210, "with the right result");
    machine_end(&m);
}

static void test_no_stack(void)
{
    const uint32_t arguments[XTENSA_CALL_ARGUMENTS] = {0};
    struct xtensa_interrupted interrupted;
    struct machine m;

    machine_start(&m);
    tap_ok(!xtensa_call_program(&m.cpu, &interrupted, IRAM + HANDLER, arguments, 0x10000000, 3,
                                BACK),
           "a call on a stack that does not exist fails");
    tap_ok(m.cpu.pc == IRAM && m.cpu.ps == PS_WINDOWS, "and leaves the CPU alone");
    xtensa_set_window(&m.cpu, 0, 1 | 1 << 3);
    tap_ok(!xtensa_spill(&m.cpu), "a frame without a stack cannot be stored");
    tap_ok(m.cpu.windowbase == 0 && m.cpu.windowstart == (1 | 1 << 3), "and stays");
    machine_end(&m);
}

int main(void)
{
    for (unsigned quads = 1; quads <= 3; quads++) {
        native(quads);
        sums(quads);
    }
    test_no_service();
    test_call_program();
    test_no_stack();
    return tap_done();
}
