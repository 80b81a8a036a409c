/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside the LX106: decoded instructions, and the declarations for their code.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each instruction of an executable region is decoded once, into an array with one entry
 * for every byte (an instruction can start at any byte).  An entry's code returns the next
 * entry.  So the program counter is that pointer, and is turned into an address only when
 * other code can see it.
 */
#ifndef SIM_CPU_LX106_LX106_CORE_H
#define SIM_CPU_LX106_LX106_CORE_H

#include "sim/cpu/lx106/lx106.h"

/* One line for each operation.  Code density forms decode to the same operations.  `fetch`
 * decodes an entry (it must come first, because new entries are zero), `edge` stands behind
 * the last byte of a region, `outside` for every pc that is in no region, `hook` for the
 * simulated ROM's addresses.  Only beq to j have a distance to branch over. */
#define LX106_OPERATIONS(X) \
    X(fetch) X(edge) X(outside) X(hook) X(ill) \
    X(add) X(addx2) X(addx4) X(addx8) X(sub) X(subx2) X(subx4) X(subx8) X(addi) X(movi) X(mov) \
    X(and) X(or) X(xor) X(neg) X(abs) X(extui) X(nsa) X(nsau) \
    X(moveqz) X(movnez) X(movltz) X(movgez) X(mul16u) X(mul16s) X(mull) \
    X(slli) X(srli) X(srai) X(sll) X(srl) X(sra) X(src) X(ssl) X(ssr) X(ssa8l) X(ssa8b) X(ssai) \
    X(l8ui) X(l16ui) X(l16si) X(l32i) X(l32r) X(l32r_far) X(s8i) X(s16i) X(s32i) \
    X(beq) X(bne) X(bge) X(blt) X(bgeu) X(bltu) X(beqi) X(bnei) X(bgei) X(blti) X(bgeui) X(bltui) \
    X(beqz) X(bnez) X(bgez) X(bltz) X(ball) X(bnall) X(bany) X(bnone) X(bbc) X(bbs) X(bbci) \
    X(bbsi) X(j) X(jx) X(call0) X(callx0) \
    X(nop) X(rer) X(rsr) X(wsr) X(xsr) X(rsil) X(rfe) X(rfde) X(rfi) X(waiti) X(brk) X(syscall) \
    X(simcall)

enum lx106_operation {
#define LX106_ENUM(name) LX106_OP_##name,
    LX106_OPERATIONS(LX106_ENUM)
#undef LX106_ENUM
    LX106_OP_COUNT
};

/* r is the register written, s and t are the registers read (a store's data is t), whatever
 * the instruction's fields are called. */
struct lx106_insn {
    uint8_t op;
    uint8_t length; /* bytes; 0 for an edge */
    uint8_t r, s, t;
    bool leaves; /* a branch to outside the region */
    int32_t imm; /* branches: distance from this instruction */
};

struct lx106_cache {
    /* The region that is being executed.  Size 0: no region. */
    uint32_t base, size;
    struct lx106_insn *insns;
    const uint8_t *bytes;
    /* The regions of the last load and store.  Mostly the next load and store go there,
     * too. */
    const struct lx106_region *loaded, *stored;
    /* For each region, its decoded instructions.  They are made when the region is first
     * executed. */
    struct {
        struct lx106_insn *insns;
        uint32_t size;
    } decoded[LX106_REGIONS_MAX];
    struct lx106_insn outside; /* cpu->pc holds the address */
    bool hooked, yielded;
};

typedef const struct lx106_insn *lx106_handler(struct lx106 *cpu, const struct lx106_insn *i);

#define LX106_DECLARE(name) lx106_handler lx106_op_##name;
LX106_OPERATIONS(LX106_DECLARE)
#undef LX106_DECLARE

/* Decodes the instruction at this address.  Its bytes are in the low end of word. */
void lx106_decode(uint32_t word, struct lx106_insn *i);

/* The entry for an address outside the region that is being executed. */
const struct lx106_insn *lx106_enter(struct lx106 *cpu, uint32_t address);

/* The general cases of the two functions below: these find out what is at the address. */
int lx106_load_elsewhere(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                         unsigned size, uint32_t *value);
int lx106_store_elsewhere(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                          unsigned size, uint32_t value);

/* The executed entry raises an exception. */
const struct lx106_insn *lx106_fault(struct lx106 *cpu, const struct lx106_insn *i,
                                     enum lx106_cause cause, uint32_t vaddr);

/* Raises an exception or interrupt of level 2 or 3. */
void lx106_raise_level(struct lx106 *cpu, unsigned level, uint32_t vector);

/* Updates the timer bit of INTERRUPT to the present. */
void lx106_update_timer(struct lx106 *cpu);

static inline uint32_t lx106_ccount(const struct lx106 *cpu)
{
    return (uint32_t)cpu->cycles + cpu->ccount_offset;
}

/* Makes lx106_run() check interrupts, the timer and reasons to stop. */
static inline void lx106_attend(struct lx106 *cpu)
{
    cpu->stop_at = 0;
}

static inline uint32_t lx106_pc(const struct lx106 *cpu, const struct lx106_insn *i)
{
    if (i == &cpu->cache->outside)
        return cpu->pc;
    return cpu->cache->base + (uint32_t)(i - cpu->cache->insns);
}

static inline const struct lx106_insn *lx106_goto(struct lx106 *cpu, uint32_t address)
{
    uint32_t offset = address - cpu->cache->base;

    if (offset < cpu->cache->size)
        return cpu->cache->insns + offset;
    return lx106_enter(cpu, address);
}

static inline const struct lx106_insn *lx106_next(const struct lx106_insn *i)
{
    return i + i->length;
}

static inline uint32_t lx106_get(const uint8_t *bytes, unsigned size)
{
    uint32_t value = bytes[0];

    if (size > 1)
        value |= (uint32_t)bytes[1] << 8;
    if (size > 2)
        value |= (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
    return value;
}

static inline void lx106_put(uint8_t *bytes, unsigned size, uint32_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

/* Returns 0, or LX106_BUS_FAULT(cause).  i is the instruction; NULL for a peek. */
static inline int lx106_load(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                             unsigned size, uint32_t *value)
{
    const struct lx106_region *region = cpu->cache->loaded;
    uint32_t offset = address - region->base;

    if (offset >= region->size || (address & (size - 1)) || (size < 4 && region->words_only))
        return lx106_load_elsewhere(cpu, i, address, size, value);
    *value = lx106_get(region->bytes + offset, size);
    return 0;
}

static inline int lx106_store(struct lx106 *cpu, const struct lx106_insn *i, uint32_t address,
                              unsigned size, uint32_t value)
{
    const struct lx106_region *region = cpu->cache->stored;
    uint32_t offset = address - region->base;

    if (offset >= region->size || (address & (size - 1)))
        return lx106_store_elsewhere(cpu, i, address, size, value);
    lx106_put(region->bytes + offset, size, value);
    return 0;
}

#endif
