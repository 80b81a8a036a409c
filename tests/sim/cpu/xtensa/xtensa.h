/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An instruction-level Xtensa.  A core description says which options the CPU has: the
 * ESP8266's LX106 (lx106.h) or the ESP32's LX6 (lx6.h).
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Tensilica "Xtensa Instruction Set Architecture Reference Manual", and the core
 * configurations (core-isa.h).  Every core has the core set, code density, 16/32-bit
 * multiply (mul16s, mul16u, mull), nsa/nsau, interrupts, exceptions, the debug unit's
 * registers, timers, ccount and VECBASE.  The options are in enum xtensa_option.  There is
 * no floating point: its instructions are illegal.
 *
 * Faults are those of the hardware.  An illegal instruction, an unaligned load or store,
 * and an access that the bus refuses each raise the exception with its EXCCAUSE.  A fault
 * inside an exception goes to the double exception vector.
 *
 * Time is a rough model of the five-stage pipeline: every instruction takes one cycle, and
 * some take more (enum xtensa_cycles).
 */
#ifndef SIM_CPU_XTENSA_XTENSA_H
#define SIM_CPU_XTENSA_XTENSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* EXCCAUSE values. */
enum xtensa_cause {
    XTENSA_ILLEGAL = 0,
    XTENSA_SYSCALL = 1,
    XTENSA_FETCH_ERROR = 2,
    XTENSA_LOAD_STORE_ERROR = 3, /* such as a byte access to instruction RAM */
    XTENSA_LEVEL1_INTERRUPT = 4,
    XTENSA_ALLOCA = 5, /* movsp while the caller's registers are in memory */
    XTENSA_DIVIDE = 6,
    XTENSA_PRIVILEGED = 8,
    XTENSA_UNALIGNED = 9,
    XTENSA_FETCH_PROHIBITED = 20,
    XTENSA_LOAD_PROHIBITED = 28,  /* unmapped address */
    XTENSA_STORE_PROHIBITED = 29,
};

/* Fields of PS.  OWB, CALLINC and WOE exist with XTENSA_HAS_WINDOWS only. */
enum {
    XTENSA_PS_INTLEVEL = 0xf,
    XTENSA_PS_EXCM = 0x10,
    XTENSA_PS_UM = 0x20,
    XTENSA_PS_OWB = 0xf00,
    XTENSA_PS_OWB_SHIFT = 8,
    XTENSA_PS_CALLINC = 0x30000,
    XTENSA_PS_CALLINC_SHIFT = 16,
    XTENSA_PS_WOE = 0x40000,
};

enum xtensa_option {
    XTENSA_HAS_ABSOLUTE_LITERALS = 1 << 0, /* LITBASE */
    XTENSA_HAS_WINDOWS = 1 << 1,           /* 64 registers, call4 to call12, entry, retw */
    XTENSA_HAS_LOOPS = 1 << 2,             /* loop, loopnez, loopgtz */
    XTENSA_HAS_MISC = 1 << 3,              /* min, max, minu, maxu, clamps, sext */
    XTENSA_HAS_MULTIPLY_HIGH = 1 << 4,     /* muluh, mulsh */
    XTENSA_HAS_DIVIDE = 1 << 5,            /* quou, quos, remu, rems */
    XTENSA_HAS_ATOMIC = 1 << 6,            /* s32c1i, l32ai, s32ri */
    XTENSA_HAS_BOOLEANS = 1 << 7,
    XTENSA_HAS_THREADPTR = 1 << 8,         /* rur and wur of THREADPTR, and of the FPU's FCR
                                            * and FSR, which have no effect */
    XTENSA_HAS_UNALIGNED = 1 << 9,         /* memory takes unaligned loads and stores */
    XTENSA_HAS_HIGH_LEVELS = 1 << 10,      /* EPC, EPS and EXCSAVE of levels 4 to 7 */
    XTENSA_HAS_MISC_REGISTERS = 1 << 11,   /* MISC0 to MISC3, CPENABLE, MEMCTL, ATOMCTL, and
                                            * the second breakpoints */
    XTENSA_HAS_MAC16 = 1 << 12,            /* 16-bit multiplication with an accumulator */
};

enum {
    XTENSA_LEVELS = 8,   /* interrupt levels 0 to 7 */
    XTENSA_TIMERS = 3,   /* at most */
    XTENSA_PHYSICAL = 64 /* at most: registers behind a window of 16 */
};

/* What differs between Xtensa cores. */
struct xtensa_core {
    uint32_t options; /* of enum xtensa_option */
    unsigned physical; /* registers behind a window, 32 or 64; with XTENSA_HAS_WINDOWS */
    uint32_t configid[2];
    uint32_t reset_pc, reset_vecbase;
    /* Vectors, as offsets from VECBASE.  Those of the windows are the same for all cores. */
    uint32_t kernel, user, double_exception;
    uint32_t level_vector[XTENSA_LEVELS]; /* of level 2 and above */
    unsigned debug_level, nmi_level;
    unsigned excm_level; /* PS.EXCM masks interrupts up to this level */
    /* Interrupts by bit. */
    uint32_t level_mask[XTENSA_LEVELS];     /* the interrupts of each level, without the NMI */
    uint32_t by_line, by_edge, by_software; /* by_line follows the line; by_edge latches a
                                             * rising line until INTCLEAR */
    uint32_t nmi;                           /* a rising line; the NMI cannot be masked */
    unsigned timers;
    uint32_t timer[XTENSA_TIMERS]; /* CCOUNT reached CCOMPAREn */
    /* A fetch below this address is XTENSA_FETCH_PROHIBITED, and XTENSA_FETCH_ERROR above,
     * where nothing is executable. */
    uint32_t prohibited_end;
};

/* Cycles added to the one cycle of an instruction. */
enum xtensa_cycles {
    XTENSA_CYCLES_TAKEN = 2,     /* taken branch, jump, call, return */
    XTENSA_CYCLES_LOAD = 1,      /* for the use of the value, which mostly follows */
    XTENSA_CYCLES_MULTIPLY = 1,
    XTENSA_CYCLES_BUS = 5,       /* load or store of a peripheral */
    XTENSA_CYCLES_EXCEPTION = 3, /* exception or interrupt taken */
};

/* The world outside the CPU.  The CPU calls load and store only for addresses that are in
 * no directly mapped region.  size is 1, 2 or 4, and address is aligned to size.  They
 * return 0, or -1 - cause with cause from enum xtensa_cause (so that cause 0 differs from
 * success).  During the call cpu->cycles is current, and cpu->pc is the address of the
 * instruction.  Without a bus (NULL functions), loads and stores outside the regions are
 * XTENSA_LOAD_PROHIBITED and XTENSA_STORE_PROHIBITED. */
struct xtensa;
struct xtensa_bus {
    int (*load)(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value);
    int (*store)(void *ctx, struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value);
    void *ctx;
};
#define XTENSA_BUS_FAULT(cause) (-1 - (int)(cause))

/* Memory that the CPU reaches without the bus.  Regions must not overlap. */
struct xtensa_region {
    uint32_t base;   /* a multiple of 4 */
    uint32_t size;   /* bytes, a multiple of 4 */
    uint8_t *bytes;
    bool executable;
    bool writable;   /* if false, stores are XTENSA_LOAD_STORE_ERROR */
    bool words_only; /* takes only aligned 32-bit loads and stores, like the instruction RAM
                      * of the ESP8266 and the ESP32: others are XTENSA_LOAD_STORE_ERROR */
};

enum { XTENSA_REGIONS_MAX = 16 };

struct xtensa {
    uint32_t a[16]; /* the registers of the current window */
    uint32_t pc;
    uint32_t sar, litbase;
    uint32_t ps;
    uint32_t epc[XTENSA_LEVELS], excsave[XTENSA_LEVELS]; /* of levels 1 to 7 */
    uint32_t eps[XTENSA_LEVELS], depc;                   /* eps: of levels 2 to 7 */
    uint32_t exccause, excvaddr;
    uint32_t vecbase;
    uint32_t intenable, interrupt; /* INTERRUPT: the pending interrupts */
    uint32_t irq_lines;            /* as xtensa_set_irq() set them */
    uint32_t ccompare[XTENSA_TIMERS];
    uint32_t prid;
    /* Of the options.  xtensa_set_window() sets the window. */
    uint32_t windowbase, windowstart;
    uint32_t lbeg, lend, lcount;
    uint32_t br, scompare1, threadptr, fcr, fsr;
    uint32_t acclo, acchi, mr[4]; /* of MAC16; acchi is an extended byte */
    uint32_t misc[4], cpenable, memctl, atomctl;
    /* The debug unit's registers hold what is written, and have no effect. */
    uint32_t ibreakenable, ibreaka[2], dbreaka[2], dbreakc[2];
    uint32_t ddr, debugcause, icount, icountlevel;

    uint64_t cycles; /* since power-on; CCOUNT is (uint32_t)(cycles + ccount_offset) */
    uint32_t ccount_offset;

    const struct xtensa_core *core;
    struct xtensa_bus bus;
    struct xtensa_region regions[XTENSA_REGIONS_MAX];
    size_t region_count;

    /* For the simulated ROM: an instruction at an address in [hook_base, hook_base +
     * hook_size) is not executed, and the run stops with XTENSA_HOOK. */
    uint32_t hook_base, hook_size;

    /* The address of a defective word of executable memory: the word stays 0.  0: no such
     * word. */
    uint32_t bad_word;

    bool waiting; /* in WAITI */
    bool halted;  /* SIMCALL, or an exception whose vector cannot be executed */

    /* Private. */
    uint64_t stop_at;          /* the running burst ends when cycles reaches this */
    uint64_t timer_seen;       /* the CCOMPAREs were compared up to this cycle */
    uint32_t physical[XTENSA_PHYSICAL]; /* the registers outside the current window */
    struct xtensa_cache *cache; /* decoded instructions */
};

enum xtensa_stop {
    XTENSA_BUDGET, /* cycles reached the limit */
    XTENSA_HOOK,   /* pc is in the hook range */
    XTENSA_WAIT,   /* WAITI, no interrupt is pending, and no CCOMPARE is due before the limit:
                   * the caller must advance cycles */
    XTENSA_HALT,   /* cpu->halted */
};

/* Initialises registers to the reset state.  The caller sets regions, bus and hook
 * afterwards, and keeps *core.  Returns 0, or -1 when out of memory. */
int xtensa_init(struct xtensa *cpu, const struct xtensa_core *core);
void xtensa_destroy(struct xtensa *cpu);

/* Reset state: pc and VECBASE of the core, ps = 0x1f, intenable 0, one window.  General
 * registers keep their values. */
void xtensa_reset(struct xtensa *cpu);

/* At most XTENSA_REGIONS_MAX regions; more are ignored.  *region is copied, but the caller
 * keeps its bytes.  Fetching outside executable regions is a fault: struct xtensa_core,
 * prohibited_end. */
void xtensa_add_region(struct xtensa *cpu, const struct xtensa_region *region);

/* Runs until cpu->cycles >= limit, or until another reason to stop.  Interrupts are taken
 * between instructions.  Between runs the caller may change anything public in *cpu.  After
 * a change of executable memory, call xtensa_invalidate(). */
enum xtensa_stop xtensa_run(struct xtensa *cpu, uint64_t limit);

/* Makes a running xtensa_run() return soon with XTENSA_BUDGET.  For bus functions that
 * changed the time of the next event. */
void xtensa_yield(struct xtensa *cpu);

/* Sets an interrupt line: a bit of the core's by_line, by_edge or nmi.  An edge-triggered
 * line must go low before another rise counts. */
void xtensa_set_irq(struct xtensa *cpu, unsigned bit, bool level);

/* Raises an exception at the current pc, as the hardware would. */
void xtensa_raise(struct xtensa *cpu, enum xtensa_cause cause, uint32_t vaddr);

/* Call this after bytes changed without the CPU (by DMA or a simulated ROM function).  The
 * CPU notices its own stores without this call. */
void xtensa_invalidate(struct xtensa *cpu, uint32_t address, uint32_t size);

/* Access as the program would make it, for simulated ROM functions.  False if the CPU would
 * fault (no exception is raised). */
bool xtensa_peek(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t *value);
bool xtensa_poke(struct xtensa *cpu, uint32_t address, unsigned size, uint32_t value);

#endif
