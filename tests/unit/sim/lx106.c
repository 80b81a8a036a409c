/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The LX106 interpreter: memory, its faults, and code that changes.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The results of instructions are compared with qemu's in tests/difftest.
 */
#include "unit/sim/lx106_machine.h"

/* Runs one instruction that must fault, with the address in a2. */
static void faults(const char *name, uint32_t word, uint32_t address, enum xtensa_cause cause)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = address;
    m.cpu.a[3] = 0x12345678;
    put(&m, NOP);
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_ok(halted_in(&m, LX106_VECTOR_USER) && m.cpu.exccause == cause &&
               m.cpu.excvaddr == address && m.cpu.epc[1] == IRAM + 3 && m.cpu.a[3] == 0x12345678,
           "%s has cause %d, its address in EXCVADDR and its pc in EPC1", name, (int)cause);
    if (m.cpu.exccause != cause || !m.cpu.halted)
        printf("# cause %u, pc 0x%x\n", m.cpu.exccause, m.cpu.pc);
    machine_end(&m);
}

static void test_memory_faults(void)
{
    faults("a byte load from instruction RAM", l8ui(3, 2, 0), IRAM + 0x102, 3);
    faults("a half-word load from instruction RAM", rri8(1, 3, 2, 0), IRAM + 0x102, 3);
    faults("a byte store to instruction RAM", rri8(4, 3, 2, 0), IRAM + 0x101, 3);
    faults("a half-word store to instruction RAM", s16i(3, 2, 0), IRAM + 0x102, 3);
    faults("a store to ROM", s32i(3, 2, 0), VECTORS + 0x40, 3);
    faults("a load from nowhere", l32i(3, 2, 0), NOWHERE, 28);
    faults("a store to nowhere", s32i(3, 2, 0), NOWHERE, 29);
    faults("an unaligned word load", l32i(3, 2, 0), DRAM + 2, 9);
    faults("an unaligned word load from instruction RAM", l32i(3, 2, 0), IRAM + 2, 9);
    faults("an unaligned half-word load", rri8(9, 3, 2, 0), DRAM + 1, 9);
    faults("an unaligned half-word store", s16i(3, 2, 0), DRAM + 1, 9);
    faults("an unaligned peripheral load", l32i(3, 2, 0), PERIPHERALS + 1, 9);
    faults("a load that the bus refuses", l32i(3, 2, 0), NO_WORDS, 3);
    faults("a byte store that the bus refuses", rri8(4, 3, 2, 0), PERIPHERALS, 3);
    faults("a word load just behind a region", l32i(3, 2, 0), DRAM + MEMORY_SIZE, 28);
}

/* The same after a good access, because that access makes the CPU take a shorter way. */
static void faults_again(const char *name, uint32_t good, uint32_t word, uint32_t address,
                         enum xtensa_cause cause)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = address & ~3u;
    m.cpu.a[3] = address;
    put(&m, good);
    put(&m, word);
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.exccause, cause, name);
    machine_end(&m);
}

static void test_faults_again(void)
{
    faults_again("a byte load from instruction RAM faults after a word load", l32i(4, 2, 0),
                 l8ui(4, 3, 0), IRAM + 0x100, 3);
    faults_again("a byte store to instruction RAM faults after a word store", s32i(4, 2, 0),
                 rri8(4, 4, 3, 0), IRAM + 0x100, 3);
    faults_again("an unaligned load faults after an aligned one", l32i(4, 2, 0), l32i(4, 3, 0),
                 DRAM + 2, 9);
    faults_again("an unaligned store faults after an aligned one", s32i(4, 2, 0), s32i(4, 3, 0),
                 DRAM + 2, 9);
}

static void test_no_bus(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.bus = (struct xtensa_bus){.load = NULL};
    m.cpu.a[2] = PERIPHERALS;
    put(&m, l32i(3, 2, 0));
    machine_run(&m);
    tap_is(m.cpu.exccause, XTENSA_LOAD_PROHIBITED,
           "without a bus a load outside memory has cause 28");
    machine_end(&m);
}

static void test_memory(void)
{
    struct machine m;

    machine_start(&m);
    m.cpu.a[2] = IRAM + 0x100;
    m.cpu.a[3] = 0x12345678;
    m.cpu.a[4] = DRAM + MEMORY_SIZE - 4;
    m.cpu.a[6] = PERIPHERALS + 0x10;
    put(&m, s32i(3, 2, 4));
    put(&m, l32i(5, 2, 4));
    put(&m, s32i(3, 4, 0));
    put(&m, l8ui(7, 4, 1));
    put(&m, s32i(3, 6, 4));
    put(&m, l32i(8, 6, 8));
    put(&m, SIMCALL);
    machine_run(&m);
    tap_is(m.cpu.a[5], 0x12345678, "instruction RAM takes and gives words");
    tap_is(m.cpu.a[7], 0x56, "data RAM gives bytes, up to its last word");
    tap_is(m.stored_address, PERIPHERALS + 0x14, "a store outside memory goes to the bus");
    tap_is(m.stored_value, 0x12345678, "the bus gets the value");
    tap_is(m.cpu.a[8], PERIPHERALS + 0x18, "a load outside memory comes from the bus");
    tap_is(m.bus_pc, IRAM + 15, "the bus sees the pc of the load");
    tap_is(m.bus_cycles, 1 + 2 + 1 + 2 + 6 + 6, "the bus sees the cycle of the load");
    machine_end(&m);
}

static void test_l32r(void)
{
    struct machine m;

    machine_start(&m);
    put(&m, jump(8));
    m.end = 4;
    put_word(m.iram + 4, 0x334455);
    m.iram[7] = 0x22;
    m.end = 8;
    put(&m, l32r(2, -1)); /* at 8: the word at 8 - 4 */
    put(&m, NOP);
    put(&m, l32r(3, -3)); /* at 14: rounded up to 16, 16 - 12 */
    m.cpu.a[4] = (DRAM + MEMORY_SIZE) | 1;
    put(&m, wsr(4, SR_LITBASE));
    put(&m, l32r(5, -2));
    put(&m, movi(4, 0));
    put(&m, wsr(4, SR_LITBASE));
    put(&m, l32r(6, -7)); /* at 29: 32 - 28 */
    put(&m, SIMCALL);
    memcpy(m.dram + MEMORY_SIZE - 8, "\x78\x56\x34\x12", 4);
    machine_run(&m);
    tap_is(m.cpu.a[2], 0x22334455, "l32r counts words back from itself");
    tap_is(m.cpu.a[3], 0x22334455, "l32r rounds its pc up to a word");
    tap_is(m.cpu.a[5], 0x12345678, "with LITBASE on, l32r counts from there");
    tap_is(m.cpu.a[6], 0x22334455, "with LITBASE off again it counts from the pc");
    machine_end(&m);
}

static void test_l32r_outside(void)
{
    struct machine m;

    machine_start(&m);
    put(&m, l32r(2, -1));
    machine_run(&m);
    tap_ok(m.cpu.exccause == XTENSA_LOAD_PROHIBITED && m.cpu.excvaddr == IRAM - 4,
           "a literal outside the code's memory is loaded like any other word");
    machine_end(&m);
}

/* Starts a routine that is run, changed and run again. */
static void start_changing(struct machine *m)
{
    machine_start(m);
    m->end = 0x82;
    put(m, movi(2, 5)); /* 0x82 to 0x84 */
    put(m, SIMCALL);
    m->cpu.pc = IRAM + 0x82;
    machine_run(m);
    m->cpu.halted = false;
}

static void test_changing_code(void)
{
    struct machine m;

    start_changing(&m);
    m.iram[0x84] = 6;
    xtensa_invalidate(&m.cpu, IRAM + 0x84, 1);
    m.cpu.pc = IRAM + 0x82;
    machine_run(&m);
    tap_is(m.cpu.a[2], 6, "after xtensa_invalidate of its last byte an instruction is read again");
    machine_end(&m);

    start_changing(&m);
    m.cpu.a[3] = IRAM + 0x84;
    m.cpu.a[4] = SIMCALL << 8 | 7; /* movi's last byte, and the simcall as it was */
    m.end = 0;
    put(&m, s32i(5, 3, 0x100)); /* the second store to a region takes a quicker way */
    put(&m, s32i(4, 3, 0));
    put(&m, jump(0x82 - 6));
    m.cpu.pc = IRAM;
    machine_run(&m);
    tap_is(m.cpu.a[2], 7, "a store changes an instruction that began before its word");
    machine_end(&m);

    start_changing(&m);
    tap_ok(xtensa_poke(&m.cpu, IRAM + 0x84, 4, SIMCALL << 8 | 8), "instruction RAM can be poked");
    m.cpu.pc = IRAM + 0x82;
    machine_run(&m);
    tap_is(m.cpu.a[2], 8, "a poke changes an instruction");
    machine_end(&m);
}

/* Executes two steps of one routine.  The second step is in the last byte of the stored
 * word. */
static void test_changing_ends(void)
{
    struct machine m;

    machine_start(&m);
    m.end = 0x83;
    put(&m, NOP_N);
    put(&m, SIMCALL);
    m.cpu.pc = IRAM + 0x83;
    machine_run(&m);
    m.cpu.halted = false;
    m.cpu.pc = IRAM + 0x83;
    xtensa_poke(&m.cpu, IRAM + 0x80, 4, 0x6d000000); /* with 0xf0 behind it: ill.n */
    machine_run(&m);
    tap_is(m.cpu.exccause, XTENSA_ILLEGAL,
           "a store changes an instruction that begins in its last byte");
    tap_ok(halted_in(&m, LX106_VECTOR_USER), "so that the routine does something else");
    machine_end(&m);
}

static void test_changing_regions(void)
{
    struct machine m;
    uint8_t other[MEMORY_SIZE] = {0};

    start_changing(&m);
    put_word(other + 0x82, movi(2, 9));
    put_word(other + 0x85, SIMCALL);
    m.cpu.regions[1].bytes = other;
    xtensa_invalidate(&m.cpu, IRAM, MEMORY_SIZE);
    m.cpu.pc = IRAM + 0x82;
    machine_run(&m);
    tap_is(m.cpu.a[2], 9, "memory can be exchanged between runs");
    m.cpu.halted = false;
    m.cpu.regions[1].size = 0x80;
    m.cpu.pc = IRAM + 0x82;
    machine_run(&m);
    tap_is(m.cpu.exccause, XTENSA_FETCH_ERROR, "and taken away");
    machine_end(&m);
}

static void test_peek_poke(void)
{
    struct machine m;
    uint32_t value = 0;

    machine_start(&m);
    tap_ok(xtensa_poke(&m.cpu, DRAM + 1, 1, 0x1ab) && m.dram[1] == 0xab && m.dram[2] == 0,
           "a byte poke writes one byte");
    tap_ok(xtensa_peek(&m.cpu, DRAM, 2, &value) && value == 0xab00, "a peek reads it");
    tap_ok(!xtensa_peek(&m.cpu, IRAM, 1, &value), "a byte peek of instruction RAM fails");
    tap_ok(!xtensa_poke(&m.cpu, VECTORS, 4, 1), "a poke of ROM fails");
    tap_ok(!xtensa_peek(&m.cpu, NOWHERE, 4, &value), "a peek that the bus refuses fails");
    tap_ok(xtensa_peek(&m.cpu, PERIPHERALS, 4, &value) && value == PERIPHERALS,
           "a peek reaches the bus");
    tap_is(m.cpu.ps, XTENSA_PS_UM, "none of that raises an exception");
    machine_end(&m);
}

int main(void)
{
    test_memory_faults();
    test_faults_again();
    test_no_bus();
    test_memory();
    test_l32r();
    test_l32r_outside();
    test_changing_code();
    test_changing_ends();
    test_changing_regions();
    test_peek_poke();
    return tap_done();
}
