/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The boot ROM's integer arithmetic for which the LX106 has no instructions.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A 64-bit value is in two registers, the low word first.
 */
#include "sim/chip/esp8266/rom/rom_private.h"

enum { DIVIDE_CYCLES = 40, DIVIDE64_CYCLES = 150, MULTIPLY_CYCLES = 30 };

static bool divisible(struct rom *rom, bool by_nothing)
{
    if (by_nothing) /* the real ROM executes an illegal instruction */
        rom_set_trouble(rom, "division by zero, called from 0x%08x", rom->cpu->a[0]);
    return !by_nothing;
}

uint32_t rom_udivsi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, DIVIDE_CYCLES);
    return divisible(rom, arg[1] == 0) ? arg[0] / arg[1] : 0;
}

uint32_t rom_umodsi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, DIVIDE_CYCLES);
    return divisible(rom, arg[1] == 0) ? arg[0] % arg[1] : 0;
}

static uint32_t magnitude(uint32_t value)
{
    return value >> 31 ? -value : value;
}

uint32_t rom_divsi3(struct rom *rom, const uint32_t *arg)
{
    uint32_t quotient;

    rom_spend(rom, DIVIDE_CYCLES);
    if (!divisible(rom, arg[1] == 0))
        return 0;
    quotient = magnitude(arg[0]) / magnitude(arg[1]);
    return (arg[0] ^ arg[1]) >> 31 ? -quotient : quotient;
}

static uint64_t pair(const uint32_t *arg)
{
    return (uint64_t)arg[1] << 32 | arg[0];
}

static uint32_t give(struct rom *rom, uint64_t value)
{
    rom->cpu->a[3] = (uint32_t)(value >> 32);
    return (uint32_t)value;
}

uint32_t rom_umulsidi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, MULTIPLY_CYCLES);
    return give(rom, (uint64_t)arg[0] * arg[1]);
}

uint32_t rom_muldi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, MULTIPLY_CYCLES);
    return give(rom, pair(arg) * pair(arg + 2));
}

uint32_t rom_udivdi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, DIVIDE64_CYCLES);
    return divisible(rom, pair(arg + 2) == 0) ? give(rom, pair(arg) / pair(arg + 2)) : 0;
}

uint32_t rom_umoddi3(struct rom *rom, const uint32_t *arg)
{
    rom_spend(rom, DIVIDE64_CYCLES);
    return divisible(rom, pair(arg + 2) == 0) ? give(rom, pair(arg) % pair(arg + 2)) : 0;
}

static uint64_t magnitude64(uint64_t value)
{
    return value >> 63 ? -value : value;
}

uint32_t rom_divdi3(struct rom *rom, const uint32_t *arg)
{
    uint64_t quotient;

    rom_spend(rom, DIVIDE64_CYCLES);
    if (!divisible(rom, pair(arg + 2) == 0))
        return 0;
    quotient = magnitude64(pair(arg)) / magnitude64(pair(arg + 2));
    return give(rom, (arg[1] ^ arg[3]) >> 31 ? -quotient : quotient);
}
