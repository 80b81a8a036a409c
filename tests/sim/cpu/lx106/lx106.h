/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instruction-level Xtensa LX106: what the ESP8266's CPU has, nothing more.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Tensilica "Xtensa Instruction Set Architecture Reference Manual",
 * and the LX106's core configuration (core-isa.h).  The LX106 has the core
 * set, code density, 16/32-bit multiply (mul16s, mul16u, mull), nsa/nsau,
 * level-1 interrupts and exceptions, debug at level 2, NMI at level 3, one
 * timer (ccompare0), ccount, extended l32r (litbase) and VECBASE.  No windows,
 * loops, MAC16, min/max, sext, booleans or division.
 *
 * Faults are those of the hardware: an illegal instruction, an unaligned
 * load or store, an access the bus refuses all raise the exception with its
 * EXCCAUSE; a fault inside an exception goes to the double exception vector.
 *
 * Time is a rough model of the five-stage pipeline: every instruction is one
 * cycle, and some cost more (enum lx106_cycles).
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
    LX106_LOAD_STORE_ERROR = 3, /* e.g. a byte access to instruction RAM */
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

/* Interrupts by bit (core-isa.h: XCHAL_INTn_TYPE).  All but the NMI are of
 * level 1. */
enum {
    LX106_INT_LEVEL = 0x003f, /* 0 to 5 follow their line */
    LX106_INT_TIMER = 0x0040, /* 6: CCOUNT reached CCOMPARE0 */
    LX106_INT_SOFT = 0x0080,  /* 7: INTSET */
    LX106_INT_EDGE = 0x3f00,  /* 8 to 13 latch a rising line until INTCLEAR */
    LX106_INT_NMI = 0x4000,   /* 14: a rising line, whatever is masked */
};

/* What is added to the one cycle of an instruction. */
enum lx106_cycles {
    LX106_CYCLES_TAKEN = 2,     /* taken branch, jump, call, return */
    LX106_CYCLES_LOAD = 1,      /* for the use that mostly follows */
    LX106_CYCLES_MULTIPLY = 1,
    LX106_CYCLES_BUS = 5,       /* load or store of a peripheral */
    LX106_CYCLES_EXCEPTION = 3, /* exception or interrupt taken */
};

/* The world outside the CPU.  load/store: size is 1, 2 or 4 and address is
 * aligned to it; they return 0 or an enum lx106_cause as -1 - cause (so that
 * cause 0 can be told from success).  Called only for what is not in a
 * directly mapped region.  cpu->cycles is current during the call, and cpu->pc
 * is the instruction.  Without a bus (NULL functions) loads and stores outside
 * the regions are LX106_LOAD_PROHIBITED and LX106_STORE_PROHIBITED. */
struct lx106;
struct lx106_bus {
    int (*load)(void *ctx, struct lx106 *cpu, uint32_t address, unsigned size, uint32_t *value);
    int (*store)(void *ctx, struct lx106 *cpu, uint32_t address, unsigned size, uint32_t value);
    void *ctx;
};
#define LX106_BUS_FAULT(cause) (-1 - (int)(cause))

/* Memory the CPU reaches without the bus: regions do not overlap. */
struct lx106_region {
    uint32_t base;   /* a multiple of 4 */
    uint32_t size;   /* bytes, a multiple of 4 */
    uint8_t *bytes;
    bool executable;
    bool writable;   /* otherwise stores are LX106_LOAD_STORE_ERROR */
    bool words_only; /* only aligned 32-bit loads and stores, as the ESP8266's
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
    uint32_t intenable, interrupt; /* INTERRUPT: what is pending */
    uint32_t irq_lines;            /* as lx106_set_irq() left them */
    uint32_t ccompare0;
    uint32_t prid;
    /* The debug unit's registers hold what is written and do nothing. */
    uint32_t ibreakenable, ibreaka0, dbreaka0, dbreakc0;
    uint32_t ddr, debugcause, icount, icountlevel;

    uint64_t cycles; /* since power-on; CCOUNT is (uint32_t)(cycles + ccount_offset) */
    uint32_t ccount_offset;

    struct lx106_bus bus;
    struct lx106_region regions[LX106_REGIONS_MAX];
    size_t region_count;

    /* Executing at an address in [hook_base, hook_base + hook_size) stops the
     * run with LX106_HOOK before the instruction: the simulated ROM. */
    uint32_t hook_base, hook_size;

    /* A word of executable memory that is defective: it stays 0.  0: none. */
    uint32_t bad_word;

    bool waiting; /* in WAITI */
    bool halted;  /* SIMCALL, or an exception whose vector cannot be executed */

    /* Private. */
    uint64_t stop_at;          /* the running burst ends when cycles gets there */
    uint64_t timer_seen;       /* CCOMPARE0 was compared up to this cycle */
    struct lx106_cache *cache; /* decoded instructions */
};

enum lx106_stop {
    LX106_BUDGET, /* cycles reached the limit */
    LX106_HOOK,   /* pc is in the hook range */
    LX106_WAIT,   /* WAITI, no interrupt pending and CCOMPARE0 not due before the
                   * limit: advance cycles yourself */
    LX106_HALT,   /* cpu->halted */
};

/* Initialises registers to the reset state; regions, bus and hook are set by
 * the caller afterwards.  Returns 0, or -1 when out of memory. */
int lx106_init(struct lx106 *cpu);
void lx106_destroy(struct lx106 *cpu);

/* Reset state: pc = 0x40000080, ps = 0x1f, vecbase = 0x40000000, intenable 0;
 * general registers are left as they are. */
void lx106_reset(struct lx106 *cpu);

/* At most LX106_REGIONS_MAX, more are ignored.  *region is copied, its bytes
 * stay the caller's.  Fetching outside executable regions is
 * LX106_FETCH_PROHIBITED below 0x20000000 (the ROM maps that without access)
 * and LX106_FETCH_ERROR above. */
void lx106_add_region(struct lx106 *cpu, const struct lx106_region *region);

/* Runs until cpu->cycles >= limit or another reason to stop.  Interrupts are
 * taken between instructions.  Between runs the caller may change anything
 * public in *cpu; contents of executable memory need lx106_invalidate(). */
enum lx106_stop lx106_run(struct lx106 *cpu, uint64_t limit);

/* Makes a running lx106_run return soon with LX106_BUDGET; for bus callbacks
 * that changed when the next event is due. */
void lx106_yield(struct lx106 *cpu);

/* An interrupt line, bits 0 to 5 and 8 to 14.  The edge-triggered ones must go
 * low again before another rise is seen. */
void lx106_set_irq(struct lx106 *cpu, unsigned bit, bool level);

/* Raises an exception at the current pc as the hardware would. */
void lx106_raise(struct lx106 *cpu, enum lx106_cause cause, uint32_t vaddr);

/* Tells that the bytes changed behind the CPU's back (a DMA, a simulated ROM
 * function); stores by the CPU itself are noticed without it. */
void lx106_invalidate(struct lx106 *cpu, uint32_t address, uint32_t size);

/* Access as the program would make it, for simulated ROM functions; false
 * when the CPU would fault (nothing is raised). */
bool lx106_peek(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t *value);
bool lx106_poke(struct lx106 *cpu, uint32_t address, unsigned size, uint32_t value);

#endif
