/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of Xtensa instruction words.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CPU_XTENSA_XTENSA_FIELDS_H
#define SIM_CPU_XTENSA_XTENSA_FIELDS_H

#include "sim/cpu/xtensa/xtensa_core.h"

#define OP(name) XTENSA_OP_##name

static inline unsigned field(uint32_t word, unsigned low, unsigned bits)
{
    return (word >> low) & ((1u << bits) - 1);
}

static inline int32_t signed_field(uint32_t word, unsigned low, unsigned bits)
{
    uint32_t value = field(word, low, bits), sign = 1u << (bits - 1);

    return (int32_t)(value ^ sign) - (int32_t)sign;
}

static inline unsigned r_of(uint32_t word)
{
    return field(word, 12, 4);
}

static inline unsigned s_of(uint32_t word)
{
    return field(word, 8, 4);
}

static inline unsigned t_of(uint32_t word)
{
    return field(word, 4, 4);
}

/* Sets all operands, as in the RRR format. */
static inline void plain(struct xtensa_insn *i, enum xtensa_operation op, uint32_t word)
{
    i->op = (uint8_t)op;
    i->r = (uint8_t)r_of(word);
    i->s = (uint8_t)s_of(word);
    i->t = (uint8_t)t_of(word);
}

/* For the formats that write t: there the field r is no register. */
static inline void into_t(struct xtensa_insn *i, enum xtensa_operation op, uint32_t word, int32_t imm)
{
    plain(i, op, word);
    i->r = i->t;
    i->imm = imm;
}

/* Opcode group QRST: all instructions with three register fields.  Leaves 0 in i->op for a
 * gap in its tables. */
void xtensa_decode_qrst(uint32_t word, struct xtensa_insn *i);

/* The instructions of the core's options.  *i is `ill` if the base set has no such
 * instruction, and stays `ill` if the options have none either. */
void xtensa_decode_options(uint32_t options, uint32_t word, struct xtensa_insn *i);

/* The format MAC16. */
void xtensa_decode_mac(uint32_t word, struct xtensa_insn *i);

#endif
