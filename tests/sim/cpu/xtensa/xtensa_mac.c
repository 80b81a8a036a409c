/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MAC16: 16-bit multiplication into an accumulator of 40 bits.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Xtensa ISA reference manual ch. 4.3.7 "MAC16 option", and ch. 7 for the encoding.
 */
#include "sim/cpu/xtensa/xtensa_fields.h"

/* i->imm has the field op1, and DECREMENT for loads that count down. */
enum {
    S_HIGH = 1, /* the upper half of the first operand */
    T_HIGH = 2,
    KIND = 0xc,
    UMUL = 0x0,
    MUL = 0x4,
    MULA = 0x8,
    MULS = 0xc,
    DECREMENT = 0x10,
};

/* i->r has the numbers of the registers m0 to m3: the one that is loaded, which of m0 and
 * m1 is the first operand, and which of m2 and m3 is the second. */
enum { LOADED = 3, FIRST = 4, SECOND = 8 };

/* ---- decoding ---- */

static void use(struct xtensa_insn *i, enum xtensa_operation op, uint32_t word)
{
    plain(i, op, word);
    i->r = (uint8_t)((r_of(word) & 7) | (field(word, 6, 1) ? SECOND : 0));
    i->imm = (int32_t)field(word, 16, 4);
}

void xtensa_decode_mac(uint32_t word, struct xtensa_insn *i)
{
    static const uint8_t by_op2[16] = {
        OP(mac_dd_ld), OP(mac_dd_ld), OP(mac_dd), OP(mac_ad), OP(mac_da_ld),
        OP(mac_da_ld), OP(mac_da),    OP(mac_aa), OP(mac_ld), OP(mac_ld),
    };
    const unsigned op1 = field(word, 16, 4), op2 = field(word, 20, 4);
    const bool loads = op2 < 2 || op2 == 4 || op2 == 5;

    if (op2 > 9 || (op2 > 7 && op1 != 0) || (loads && (op1 & KIND) != MULA) ||
        ((op2 == 2 || op2 == 3 || op2 == 6) && (op1 & KIND) == UMUL))
        return;
    use(i, (enum xtensa_operation)by_op2[op2], word);
    if ((op2 & 1) && (loads || op2 > 7))
        i->imm |= DECREMENT;
}

/* ---- execution ---- */

static uint32_t first(const struct xtensa *cpu, const struct xtensa_insn *i)
{
    return cpu->mr[i->r & FIRST ? 1 : 0];
}

static uint32_t second(const struct xtensa *cpu, const struct xtensa_insn *i)
{
    return cpu->mr[i->r & SECOND ? 3 : 2];
}

static void multiply(struct xtensa *cpu, const struct xtensa_insn *i, uint32_t s, uint32_t t)
{
    const uint32_t m = i->imm & S_HIGH ? s >> 16 : s & 0xffff;
    const uint32_t n = i->imm & T_HIGH ? t >> 16 : t & 0xffff;
    const uint64_t product = (uint64_t)((int64_t)(int16_t)m * (int16_t)n);
    uint64_t sum = (uint64_t)cpu->acchi << 32 | cpu->acclo;

    switch (i->imm & KIND) {
    case UMUL:
        sum = (uint64_t)m * n;
        break;
    case MUL:
        sum = product;
        break;
    case MULA:
        sum += product;
        break;
    default: /* MULS */
        sum -= product;
        break;
    }
    cpu->acclo = (uint32_t)sum;
    cpu->acchi = (uint32_t)(int32_t)(int8_t)(sum >> 32);
    cpu->cycles += XTENSA_CYCLES_MULTIPLY;
}

#define MAC(name, s, t) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        multiply(cpu, i, s, t); \
        return xtensa_next(i); \
    }

MAC(mac_aa, cpu->a[i->s], cpu->a[i->t])
MAC(mac_ad, cpu->a[i->s], second(cpu, i))
MAC(mac_da, first(cpu, i), cpu->a[i->t])
MAC(mac_dd, first(cpu, i), second(cpu, i))

/* The address of a load is counted first, and stays in s. */
#define MAC_LOAD(name, multiplication) \
    const struct xtensa_insn *xtensa_op_##name(struct xtensa *cpu, const struct xtensa_insn *i) \
    { \
        const uint32_t address = cpu->a[i->s] + (i->imm & DECREMENT ? 0u - 4 : 4); \
        uint32_t value; \
        const int fault = xtensa_load(cpu, i, address, 4, &value); \
        if (fault) \
            return xtensa_fault(cpu, i, (enum xtensa_cause)(-1 - fault), address); \
        multiplication; \
        cpu->mr[i->r & LOADED] = value; \
        cpu->a[i->s] = address; \
        return xtensa_next(i); \
    }

MAC_LOAD(mac_ld, (void)0)
MAC_LOAD(mac_da_ld, multiply(cpu, i, first(cpu, i), cpu->a[i->t]))
MAC_LOAD(mac_dd_ld, multiply(cpu, i, first(cpu, i), second(cpu, i)))
