/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instruction-level RISC-V with 32-bit registers: RV32IMC, machine mode only, as the
 * ESP32-C3 has it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: "The RISC-V Instruction Set Manual", volumes 1 and 2; ESP32-C3 Technical Reference
 * ("ESP-RISC-V CPU": the registers for control and status, the interrupts' causes, mtvec).
 *
 * Faults are those of the hardware: an illegal instruction, an unaligned load or store, and an
 * access that the bus refuses each raise their exception.
 *
 * Time is a rough model of the four-stage pipeline: every instruction takes one cycle, and some
 * take more (enum rv32_cycles).
 */
#ifndef SIM_CPU_RV32_RV32_H
#define SIM_CPU_RV32_RV32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Values of mcause.  An interrupt has bit 31 set, and its number in the low bits. */
enum rv32_cause {
    RV32_FETCH_FAULT = 1,
    RV32_ILLEGAL = 2,
    RV32_BREAKPOINT = 3,
    RV32_LOAD_UNALIGNED = 4,
    RV32_LOAD_FAULT = 5,
    RV32_STORE_UNALIGNED = 6,
    RV32_STORE_FAULT = 7,
    RV32_ECALL = 11,
};
#define RV32_CAUSE_INTERRUPT 0x80000000u

/* Bits of mstatus. */
enum { RV32_MSTATUS_MIE = 1 << 3, RV32_MSTATUS_MPIE = 1 << 7, RV32_MSTATUS_MPP = 3 << 11 };

/* Cycles added to the one cycle of an instruction. */
enum rv32_cycles {
    RV32_CYCLES_TAKEN = 2,  /* taken branch, jump */
    RV32_CYCLES_LOAD = 1,   /* for the use of the value, which mostly follows */
    RV32_CYCLES_DIVIDE = 16,
    RV32_CYCLES_BUS = 5,    /* load or store of a peripheral */
    RV32_CYCLES_TRAP = 4,
};

/* The world outside the CPU, for addresses that are in no directly mapped region.  size is 1, 2
 * or 4, and address is aligned to size.  The functions return false for an access fault.
 * During the call cpu->cycles is current, and cpu->pc is the address of the instruction. */
struct rv32;
struct rv32_bus {
    bool (*load)(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t *value);
    bool (*store)(void *ctx, struct rv32 *cpu, uint32_t address, unsigned size, uint32_t value);
    void *ctx;
};

/* Memory that the CPU reaches without the bus.  Regions must not overlap in addresses; two
 * regions may share their bytes, as the two buses to one RAM do. */
struct rv32_region {
    uint32_t base; /* a multiple of 4 */
    uint32_t size; /* bytes, a multiple of 4 */
    uint8_t *bytes;
    bool executable, writable;
};

enum { RV32_REGIONS_MAX = 16, RV32_REGISTERS = 32, RV32_KEPT_CSRS = 64 };

struct rv32 {
    uint32_t x[RV32_REGISTERS]; /* x[0] is 0 */
    uint32_t pc;
    uint32_t mstatus, mtvec, mepc, mcause, mtval, mscratch;
    uint32_t mhartid;
    uint32_t reset_pc;

    /* The interrupt that the controller outside asserts: 1 to 31; 0: none.  Taken when
     * mstatus has MIE. */
    unsigned interrupt;

    uint64_t cycles; /* since power-on */
    struct rv32_bus bus;
    struct rv32_region regions[RV32_REGIONS_MAX];
    size_t region_count;

    /* For the simulated ROM: an instruction at an address in [hook_base, hook_base +
     * hook_size) is not executed, and the run stops with RV32_HOOK. */
    uint32_t hook_base, hook_size;

    /* A defective word in a region's bytes: it stays 0, at whichever address.  NULL: none. */
    const uint8_t *bad_word;

    bool waiting; /* in WFI */

    /* Private. */
    uint64_t stop_at;
    uint64_t counter_base;               /* cycles when MPCCR was 0 */
    uint64_t user_counter_base;          /* the same of PCCR_USER */
    uint32_t kept[RV32_KEPT_CSRS];       /* registers that hold what is written */
    struct rv32_cache *cache;            /* decoded instructions */
};

enum rv32_stop {
    RV32_BUDGET, /* cycles reached the limit */
    RV32_HOOK,   /* pc is in the hook range */
    RV32_WAIT,   /* WFI, and no interrupt: the caller must advance cycles */
};

/* Initialises registers to the reset state.  The caller sets regions, bus, hook and reset_pc
 * afterwards.  Returns 0, or -1 when out of memory. */
int rv32_init(struct rv32 *cpu);
void rv32_destroy(struct rv32 *cpu);

/* Reset state: pc is reset_pc, interrupts off.  General registers keep their values. */
void rv32_reset(struct rv32 *cpu);

/* At most RV32_REGIONS_MAX regions; more are ignored.  *region is copied, but the caller keeps
 * its bytes. */
void rv32_add_region(struct rv32 *cpu, const struct rv32_region *region);

/* Runs until cpu->cycles >= limit, or until another reason to stop.  Interrupts are taken
 * between instructions.  Between runs the caller may change anything public in *cpu. */
enum rv32_stop rv32_run(struct rv32 *cpu, uint64_t limit);

/* Makes a running rv32_run() return soon with RV32_BUDGET, or take an interrupt.  For bus
 * functions that changed the interrupt or the time of the next event. */
void rv32_yield(struct rv32 *cpu);

/* Raises a trap at the current pc, as the hardware would. */
void rv32_raise(struct rv32 *cpu, uint32_t cause, uint32_t value);

/* Call this after bytes changed without the CPU (a simulated ROM function).  The CPU notices
 * its own stores without this call. */
void rv32_invalidate(struct rv32 *cpu, const uint8_t *bytes, size_t size);

/* Access as the program would make it, for simulated ROM functions.  False if the CPU would
 * fault (no trap is raised). */
bool rv32_peek(struct rv32 *cpu, uint32_t address, unsigned size, uint32_t *value);
bool rv32_poke(struct rv32 *cpu, uint32_t address, unsigned size, uint32_t value);

#endif
