/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RISC-V loads and stores.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/cpu/rv32/rv32_core.h"

static struct rv32_region *region_at(struct rv32 *cpu, uint32_t address)
{
    for (size_t n = 0; n < cpu->region_count; n++)
        if (address - cpu->regions[n].base < cpu->regions[n].size)
            return &cpu->regions[n];
    return NULL;
}

static uint32_t get(const uint8_t *bytes, unsigned size)
{
    uint32_t value = 0;

    for (unsigned i = 0; i < size; i++)
        value |= (uint32_t)bytes[i] << 8 * i;
    return value;
}

static void put(uint8_t *bytes, unsigned size, uint32_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
}

/* Shows the bus the time and the program counter. */
static void show_pc(struct rv32 *cpu, const struct rv32_insn *insn)
{
    if (insn) {
        cpu->pc = rv32_pc(cpu, insn);
        cpu->cycles += RV32_CYCLES_BUS;
    }
}

/* Returns 0, or the cause of the fault.  insn: NULL if no instruction makes the access. */
static uint32_t load(struct rv32 *cpu, const struct rv32_insn *insn, uint32_t address,
                     unsigned size, uint32_t *value)
{
    const struct rv32_region *region = region_at(cpu, address);

    if (address & (size - 1))
        return RV32_LOAD_UNALIGNED;
    if (region) {
        *value = get(region->bytes + (address - region->base), size);
        return 0;
    }
    show_pc(cpu, insn);
    return cpu->bus.load && cpu->bus.load(cpu->bus.ctx, cpu, address, size, value)
               ? 0
               : RV32_LOAD_FAULT;
}

static uint32_t store(struct rv32 *cpu, const struct rv32_insn *insn, uint32_t address,
                      unsigned size, uint32_t value)
{
    struct rv32_region *region = region_at(cpu, address);
    uint8_t *bytes;

    if (address & (size - 1))
        return RV32_STORE_UNALIGNED;
    if (!region) {
        show_pc(cpu, insn);
        return cpu->bus.store && cpu->bus.store(cpu->bus.ctx, cpu, address, size, value)
                   ? 0
                   : RV32_STORE_FAULT;
    }
    if (!region->writable)
        return RV32_STORE_FAULT;
    bytes = region->bytes + (address - region->base);
    put(bytes, size, bytes - (address & 3) == cpu->bad_word ? 0 : value);
    rv32_invalidate(cpu, bytes, size);
    return 0;
}

bool rv32_peek(struct rv32 *cpu, uint32_t address, unsigned size, uint32_t *value)
{
    return load(cpu, NULL, address, size, value) == 0;
}

bool rv32_poke(struct rv32 *cpu, uint32_t address, unsigned size, uint32_t value)
{
    return store(cpu, NULL, address, size, value) == 0;
}

#define LOAD(name, size, result)                                                                 \
    const struct rv32_insn *rv32_op_##name(struct rv32 *cpu, const struct rv32_insn *insn)       \
    {                                                                                            \
        const uint32_t address = cpu->x[insn->rs1] + (uint32_t)insn->imm;                        \
        uint32_t value = 0;                                                                      \
        const uint32_t fault = load(cpu, insn, address, size, &value);                           \
        if (fault)                                                                               \
            return rv32_trap(cpu, insn, fault, address);                                         \
        rv32_set(cpu, insn->rd, result);                                                         \
        cpu->cycles += RV32_CYCLES_LOAD;                                                         \
        return rv32_next(cpu, insn);                                                             \
    }

LOAD(lb, 1, (uint32_t)(int32_t)(int8_t)value)
LOAD(lh, 2, (uint32_t)(int32_t)(int16_t)value)
LOAD(lw, 4, value)
LOAD(lbu, 1, value)
LOAD(lhu, 2, value)

#define STORE(name, size)                                                                        \
    const struct rv32_insn *rv32_op_##name(struct rv32 *cpu, const struct rv32_insn *insn)       \
    {                                                                                            \
        const uint32_t address = cpu->x[insn->rs1] + (uint32_t)insn->imm;                        \
        const uint32_t value = cpu->x[insn->rs2];                                                \
        const uint32_t fault = store(cpu, insn, address, size, value);                           \
        if (fault)                                                                               \
            return rv32_trap(cpu, insn, fault, address);                                         \
        return rv32_next(cpu, insn);                                                             \
    }

STORE(sb, 1)
STORE(sh, 2)
STORE(sw, 4)
