/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of the RISC-V interpreter: what programs of qemu's user mode cannot show, such as
 * traps, interrupts and registers for control and status.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/rv32/rv32.h"

#include <string.h>

#include "tap.h"

enum {
    RAM = 0x40380000,
    ROM = 0x40000000,
    HANDLERS = RAM + 0x200, /* for mtvec */
    SIZE = 0x400,
    NOP = 0x00000013,
    PLENTY = 1000,
};

static struct rv32 cpu;
static uint8_t ram[SIZE], rom[SIZE];
static uint32_t bus_address, bus_value;
static bool bus_works;

static bool load(void *ctx, struct rv32 *c, uint32_t address, unsigned size, uint32_t *value)
{
    (void)ctx, (void)c, (void)size;
    bus_address = address;
    *value = 0x12345678;
    return bus_works;
}

static bool store(void *ctx, struct rv32 *c, uint32_t address, unsigned size, uint32_t value)
{
    (void)ctx, (void)size;
    bus_address = address;
    bus_value = value;
    if (address == 0x60000000)
        rv32_yield(c);
    return bus_works;
}

static void put(uint32_t address, uint32_t word)
{
    for (unsigned i = 0; i < 4; i++)
        ram[address - RAM + i] = (uint8_t)(word >> 8 * i);
    rv32_invalidate(&cpu, ram + (address - RAM), 4);
}

/* A CPU whose program is these words, from RAM on.  All vectors jump to themselves. */
static void begin(const uint32_t *words, unsigned count)
{
    rv32_destroy(&cpu);
    rv32_init(&cpu);
    rv32_add_region(&cpu, &(struct rv32_region){RAM, SIZE, ram, true, true});
    rv32_add_region(&cpu, &(struct rv32_region){ROM, SIZE, rom, true, false});
    cpu.bus = (struct rv32_bus){load, store, NULL};
    bus_works = true;
    memset(ram, 0, sizeof(ram));
    for (unsigned i = 0; i < count; i++)
        put(RAM + 4 * i, words[i]);
    for (uint32_t at = HANDLERS; at < RAM + SIZE; at += 4)
        put(at, 0x0000006f); /* j . */
    cpu.pc = RAM;
    cpu.mtvec = HANDLERS;
}

static void begin_one(uint32_t word)
{
    begin(&word, 1);
}

static bool trapped(uint32_t cause, uint32_t value)
{
    return cpu.mcause == cause && cpu.mtval == value && cpu.mepc == RAM && cpu.pc == HANDLERS;
}

static void test_exceptions(void)
{
    begin_one(0xffffffff);
    tap_ok(rv32_run(&cpu, PLENTY) == RV32_BUDGET && trapped(RV32_ILLEGAL, 0xffffffff),
           "an illegal instruction is told");
    begin_one(0);
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_ILLEGAL, 0), "zeros are illegal");
    begin_one(0x00000073);
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_ECALL, 0), "ecall");
    begin_one(0x00009002);
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_BREAKPOINT, RAM), "c.ebreak");
    begin_one(0x00152083); /* lw ra, 1(a0) */
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_LOAD_UNALIGNED, 1), "an unaligned load");
    begin_one(0x00a51123); /* sh a0, 2(a0) */
    cpu.x[10] = 1;
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_STORE_UNALIGNED, 3), "an unaligned store");
    begin_one(0x00052083); /* lw ra, 0(a0) */
    bus_works = false;
    cpu.x[10] = 0x60001000;
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_LOAD_FAULT, 0x60001000) && cpu.x[1] == 0, "a load that the bus refuses");
    begin_one(0x00a52023); /* sw a0, 0(a0) */
    cpu.x[10] = ROM;
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_STORE_FAULT, ROM), "a store to ROM");
    begin_one(0x00050067); /* jr a0 */
    cpu.x[10] = 0x50000000;
    rv32_run(&cpu, PLENTY);
    tap_ok(cpu.mcause == RV32_FETCH_FAULT && cpu.mepc == 0x50000000 && cpu.pc == HANDLERS,
           "a jump to where nothing is");
}

static void test_bus(void)
{
    const uint32_t words[] = {0x00052083, 0x00152223, 0x0000006f}; /* lw ra, 0(a0); sw ra, 4(a0) */

    begin(words, 3);
    cpu.x[10] = 0x60001000;
    rv32_run(&cpu, PLENTY);
    tap_ok(cpu.x[1] == 0x12345678 && bus_address == 0x60001004 && bus_value == 0x12345678,
           "peripherals are reached by the bus");
    begin_one(0x00a52023);
    cpu.x[10] = 0x60000000;
    tap_ok(rv32_run(&cpu, PLENTY) == RV32_BUDGET && cpu.pc == RAM + 4 && cpu.cycles < 20,
           "which may end the run");
}

static void test_interrupt(void)
{
    const uint32_t words[] = {NOP, 0x0000006f};

    begin(words, 2);
    cpu.interrupt = 5;
    rv32_run(&cpu, PLENTY);
    tap_ok(cpu.mcause == 0 && cpu.pc == RAM + 4, "an interrupt waits while MIE is 0");
    cpu.mstatus = RV32_MSTATUS_MIE;
    rv32_run(&cpu, cpu.cycles + 20);
    tap_ok(cpu.mcause == (RV32_CAUSE_INTERRUPT | 5) && cpu.mepc == RAM + 4 &&
               cpu.pc == HANDLERS + 20 && cpu.mstatus == RV32_MSTATUS_MPIE,
           "and goes to its own vector when MIE is 1");
    put(HANDLERS + 20, 0x30200073); /* mret */
    cpu.interrupt = 0;
    rv32_run(&cpu, cpu.cycles + 20);
    tap_ok(cpu.pc == RAM + 4 && cpu.mstatus == (RV32_MSTATUS_MIE | RV32_MSTATUS_MPIE),
           "mret goes back, and switches interrupts on again");
}

static void test_enable(void)
{
    const uint32_t words[] = {0x30046073, NOP}; /* csrsi mstatus, 8 */

    begin(words, 2);
    cpu.interrupt = 31;
    rv32_run(&cpu, PLENTY);
    rv32_run(&cpu, PLENTY);
    tap_ok(cpu.mcause == (RV32_CAUSE_INTERRUPT | 31) && cpu.mepc == RAM + 4,
           "a pending interrupt is taken behind the instruction that allows it");
}

static void test_waiting(void)
{
    const uint32_t words[] = {0x10500073, 0x0000006f}; /* wfi */

    begin(words, 2);
    tap_ok(rv32_run(&cpu, PLENTY) == RV32_WAIT && cpu.pc == RAM + 4, "wfi waits");
    tap_ok(rv32_run(&cpu, PLENTY) == RV32_WAIT, "and goes on waiting");
    cpu.interrupt = 3;
    tap_ok(rv32_run(&cpu, cpu.cycles + 10) == RV32_BUDGET && cpu.mcause == 0,
           "until an interrupt comes, which MIE need not allow");
}

static void test_registers(void)
{
    const uint32_t words[] = {
        0x30102573, /* csrr a0, misa */
        0x305515f3, /* csrrw a1, mtvec, a0 */
        0x30502673, /* csrr a2, mtvec */
        0x3a0516f3, /* csrrw a3, pmpcfg0, a0 */
        0x3a002773, /* csrr a4, pmpcfg0 */
        0x7e2027f3, /* csrr a5, mpccr */
        0x0000006f,
    };

    begin(words, 7);
    rv32_run(&cpu, PLENTY);
    tap_is(cpu.x[10], 0x40001104, "misa says RV32IMC");
    tap_ok(cpu.x[11] == (HANDLERS | 1) && cpu.x[12] == (0x40001100 | 1),
           "mtvec is vectored and aligned");
    tap_ok(cpu.x[13] == 0 && cpu.x[14] == 0x40001104, "the memory protection's registers hold");
    tap_ok(cpu.x[15] == 6, "MPCCR counts cycles: %u", cpu.x[15]);
    begin_one(0x802022f3); /* csrr t0, pccr_user */
    cpu.cycles += 100;
    rv32_run(&cpu, PLENTY);
    tap_ok(cpu.x[5] > 100, "and so does the counter that the ROM's delays use: %u", cpu.x[5]);
    begin_one(0xf1451073); /* csrw mhartid, a0 */
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_ILLEGAL, 0), "a register that can only be read refuses a write");
    begin_one(0xc0002573); /* csrr a0, cycle */
    rv32_run(&cpu, PLENTY);
    tap_ok(trapped(RV32_ILLEGAL, 0), "a register that this CPU lacks");
}

static void test_code(void)
{
    const uint32_t words[] = {0x00b52423, NOP, NOP, 0x0000006f}; /* sw a1, 8(a0) */

    begin(words, 4);
    rv32_run(&cpu, 4); /* all words are decoded once */
    cpu.pc = RAM;
    cpu.x[10] = RAM;
    cpu.x[11] = 0x00700613; /* li a2, 7 */
    rv32_run(&cpu, PLENTY);
    tap_is(cpu.x[12], 7, "a program may change its own code");
    begin(words, 0);
    cpu.pc = ROM;
    cpu.hook_base = ROM;
    cpu.hook_size = SIZE;
    tap_ok(rv32_run(&cpu, PLENTY) == RV32_HOOK && cpu.pc == ROM && cpu.cycles == 0,
           "a simulated ROM is not executed");
    tap_ok(rv32_poke(&cpu, RAM, 2, 0xabcd) && ram[0] == 0xcd && !rv32_poke(&cpu, ROM, 4, 0) &&
               !rv32_poke(&cpu, RAM + 1, 4, 0),
           "its functions reach the memory as programs do");
}

int main(void)
{
    test_exceptions();
    test_bus();
    test_interrupt();
    test_enable();
    test_waiting();
    test_registers();
    test_code();
    rv32_destroy(&cpu);
    return tap_done();
}
