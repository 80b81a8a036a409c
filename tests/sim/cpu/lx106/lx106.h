/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instruction-level Xtensa LX106 with all that the ESP8266's CPU has, and nothing more.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Tensilica "Xtensa Instruction Set Architecture Reference Manual", and the LX106's
 * core configuration (core-isa.h).  The LX106 has the core set, code density, 16/32-bit
 * multiply (mul16s, mul16u, mull), nsa/nsau, level-1 interrupts and exceptions, debug at
 * level 2, NMI at level 3, one timer (ccompare0), ccount, extended l32r (litbase) and
 * VECBASE.  It has no windows, loops, MAC16, min/max, sext, booleans or division.
 *
 * Faults are those of the hardware.  An illegal instruction, an unaligned load or store,
 * and an access that the bus refuses each raise the exception with its EXCCAUSE.  A fault
 * inside an exception goes to the double exception vector.
 *
 * Time is a rough model of the five-stage pipeline: every instruction takes one cycle, and
 * some take more (enum lx106_cycles).
 */
#ifndef SIM_CPU_LX106_LX106_H
#define SIM_CPU_LX106_LX106_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* EXCCAUSE values that the LX106 uses. */
enum lx106_cause {
    LX106_ILLEGAL = 0,
    LX106_SYSCALL = 1,
    LX106_FETCH_ERROR = 2,
    LX106_LOAD_STORE_ERROR = 3, /* such as a byte access to instruction RAM */
    LX106_LEVEL1_INTERRUPT = 4,
    LX106_DIVIDE = 6,
    LX106_PRIVILEGED = 8,
    LX106_UNALIGNED = 9,
    LX106_FETCH_PROHIBITED = 20,
    LX106_LOAD_PROHIBITED = 28,  /* unmapped address */
    LX106_STORE_PROHIBITED = 29,
};

enum {
    LX106_PS_INTLEVEL = 0xf,
    LX106_PS_EXCM = 0x10,
    LX106_PS_UM = 0x20,
};

/* Vectors, as offsets from VECBASE (core-isa.h: XCHAL_*_VECOFS). */
enum {
    LX106_VECTOR_DEBUG = 0x10, /* BREAK with PS.INTLEVEL below 2; level 2 */
    LX106_VECTOR_NMI = 0x20,
    LX106_VECTOR_KERNEL = 0x30, /* PS.UM clear */
    LX106_VECTOR_USER = 0x50,   /* PS.UM set */
    LX106_VECTOR_DOUBLE = 0x70, /* PS.EXCM set already */
};

/* Interrupts by bit (core-isa.h: XCHAL_INTn_TYPE).  All except the NMI have level 1. */
enum {
    LX106_INT_LEVEL = 0x003f, /* 0 to 5 follow their line */
    LX106_INT_TIMER = 0x0040, /* 6: CCOUNT reached CCOMPARE0 */
    LX106_INT_SOFT = 0x0080,  /* 7: INTSET */
    LX106_INT_EDGE = 0x3f00,  /* 8 to 13 latch a rising line until INTCLEAR */
    LX106_INT_NMI = 0x4000,   /* 14: a rising line; it cannot be masked */
};

/* Cycles added to the one cycle of an instruction. */
enum lx106_cycles {
    LX106_CYCLES_TAKEN = 2,     /* taken branch, jump, call, return */
    LX106_CYCLES_LOAD = 1,      /* for the use of the value, which mostly follows */
    LX106_CYCLES_MULTIPLY = 1,
    LX106_CYCLES_BUS = 5,       /* load or store of a peripheral */
    LX106_CYCLES_EXCEPTION = 3, /* exception or interrupt taken */
};

/* The world outside the CPU.  The CPU calls load and store only for addresses that are in
 * no directly mapped region.  size is 1, 2 or 4, and address is aligned to size.  They
 * return 0, or -1 - cause with cause from enum lx106_cause (so that cause 0 differs from
 * success).  During the call cpu->cycles is current, and cpu->pc is the address of the
 * instruction.  Without a bus (NULL functions), loads and stores outside the regions are
 * LX106_LOAD_PROHIBITED and LX106_STORE_PROHIBITED. */
struct lx106;
struct lx106_bus {
    int (*load)(void *ctx, struct lx106 *cpu, uint32_t address, unsigned size, uint32_t *value);
    int (*store)(void *ctx, struct lx106 *cpu, uint32_t address, unsigned size, uint32_t value);
    void *ctx;
};
#define LX106_BUS_FAULT(cause) (-1 - (int)(cause))

/* Memory that the CPU reaches without the bus.  Regions must not overlap. */
struct lx106_region {
    uint32_t base;   /* a multiple of 4 */
    uint32_t size;   /* bytes, a multiple of 4 */
    uint8_t *bytes;
    bool executable;
    bool writable;   /* if false, stores are LX106_LOAD_STORE_ERROR */
    bool words_only; /* takes only aligned 32-bit loads and stores, like the ESP8266's
                      * instruction RAM and ROM: others are LX106_LOAD_STORE_ERROR */
};

enum { LX106_REGIONS_MAX = 8 };

struct lx106 {
    uint32_t a[16];
    uint32_t pc;
    uint32_t sar, litbase;
    uint32_t ps;
    uint32_t epc1, epc2, epc3, depc;
    uint32_t eps2, eps3;
    uint32_t excsave1, excsave2, excsave3;
    uint32_t exccause, excvaddr;
    uint32_t vecbase;
    uint32_t intenable, interrupt; /* INTERRUPT: the pending interrupts */
    uint32_t irq_lines;            /* as lx106_set_irq() set them */
    uint32_t ccompare0;
    uint32_t prid;
    /* The debug unit's registers hold what is written, and have no effect. */
    uint32_t ibreakenable, ibreaka0, dbreaka0, dbreakc0;
    uint32_t ddr, debugcause, icount, icountlevel;

    uint64_t cycles; /* since power-on; CCOUNT is (uint32_t)(cycles + ccount_offset) */
    uint32_t ccount_offset;

    struct lx106_bus bus;
    struct lx106_region regions[LX106_REGIONS_MAX];
    size_t region_count;

    /* For the simulated ROM: an instruction at an address in [hook_base, hook_base +
     * hook_size) is not executed, and the run stops with LX106_HOOK. */
    uint32_t hook_base, hook_size;

    /* The address of a defective word of executable memory: the word stays 0.  0: no such
     * word. */
    uint32_t bad_word;

    bool waiting; /* in WAITI */
    bool halted;  /* SIMCALL, or an exception whose vector cannot be executed */

    /* Private. */
    uint64_t stop_at;          /* the running burst ends when cycles reaches this */
    uint64_t timer_seen;       /* CCOMPARE0 was compared up to this cycle */
    struct lx106_cache *cache; /* decoded instructions */
};

enum lx106_stop {
    LX106_BUDGET, /* cycles reached the limit */
    LX106_HOOK,   /* pc is in the hook range */
    LX106_WAIT,   /* WAITI, no interrupt is pending, and CCOMPARE0 is not due before the limit:
                   * the caller must advance cycles */
    LX106_HALT,   /* cpu->halted */
};

/* Initialises registers to the reset state.  The caller sets regions, bus and hook
 * afterwards.  Returns 0, or -1 when out of memory. */
int lx106_init(struct lx106 *cpu);
void lx106_destroy(struct lx106 *cpu);

/* Reset state: pc = 0x40000080, ps = 0x1f, vecbase = 0x40000000, intenable 0.  General
 * registers keep their values. */
void lx106_reset(struct lx106 *cpu);

/* At most LX106_REGIONS_MAX regions; more are ignored.  *region is copied, but the caller
 * keeps its bytes.  Fetching outside executable regions is LX106_FETCH_PROHIBITED below
 * 0x20000000 (the ROM maps these addresses without access) and LX106_FETCH_ERROR above. */
void lx106_add_region(struct lx106 *cpu, const struct lx106_region *region);

/* Runs until cpu->cycles >= limit, or until another reason to stop.  Interrupts are taken
 * between instructions.  Between runs the caller may change anything public in *cpu.  After
 * a change of executable memory, call lx106_invalidate(). */
enum lx106_stop lx106_run(struct lx106 *cpu, uint64_t limit);

/* Makes a running lx106_run() return soon with LX106_BUDGET.  For bus functions that
 * changed the time of the next event. */
void lx106_yield(struct lx106 *cpu);

/* Sets an interrupt line, bits 0 to 5 and 8 to 14.  An edge-triggered line must go low
 * before another rise counts. */
void lx106_set_irq(struct lx106 *cpu, unsigned bit, bool level);

/* Raises an exception at the current pc, as the hardware would. */
void lx106_raise(struct lx106 *cpu, enum lx106_cause cause, uint32_t vaddr);

/* Call this after bytes changed without the CPU (by DMA or a simulated ROM function).  The
 * CPU notices its own stores without this call. */
void lx106_invalidate(struct lx106 *cpu, uint32_t address, uint32_t size);

/* Access as the program would make it, for simulated ROM functions.  False if the CPU would
 * fault (no exception is raised). */
bool lx106_peek(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t *value);
bool lx106_poke(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t value);

#endif
