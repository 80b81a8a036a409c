/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's vectors.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/cpu/xtensa/vectors.h"

enum {
    VECTORS_SIZE = 0x400, /* also their alignment */
    VECTOR_STEP = 0x40,
    VECTOR_LEVEL3 = 0x1c0, /* core-isa.h of the ESP32 and the ESP32-S3: XCHAL_INTLEVEL3_VECOFS */
    J = 0x06,              /* the jump's opcode; bits 23:6 are the distance */
};

/* The stub's vectors.  Each has a jump only. */
static uint32_t vectors[VECTORS_SIZE / 4] __attribute__((section(".vectors"),
                                                         aligned(VECTORS_SIZE)));

/* The distance counts from the fourth byte on. */
static void set_vector(uint32_t offset, const uint32_t *target)
{
    uint32_t *vector = vectors + offset / 4;
    uint32_t distance = (uint32_t)target - ((uint32_t)vector + 4);

    *vector = (distance & 0x3ffff) << 6 | J;
}

/* The assembler knows no loop registers.  A count that is left from the ROM would make the
 * CPU jump at some address. */
static void end_loops(void)
{
    __asm__ volatile("movi a2, 0\n\t"
                     ".byte 0x20, 0x02, 0x13\n\t" /* wsr a2, lcount */
                     "isync" : : : "a2", "memory");
}

void vectors_set(void)
{
    end_loops();
    for (uint32_t offset = 0; offset < VECTORS_SIZE; offset += VECTOR_STEP)
        set_vector(offset, interrupt_other);
    set_vector(VECTOR_LEVEL3, interrupt_level3);
    __asm__ volatile("memw\n\tisync\n\twsr %0, vecbase\n\trsync" : : "a"(vectors) : "memory");
}

void vectors_enable(uint32_t bits)
{
    __asm__ volatile("wsr %0, intenable\n\trsync" : : "a"(bits) : "memory");
}
