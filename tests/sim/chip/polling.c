/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detects a program that does nothing but ask for the same register.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/chip/polling.h"

enum {
    POLLING_CYCLES = 400, /* a loop that takes longer than this also does other work */
    POLLING_ROUNDS = 8,
};

bool polling_watch(struct polling *polling, uint32_t pc, uint32_t value, uint64_t cycles)
{
    bool again = pc == polling->pc && value == polling->value &&
                 cycles - polling->cycles < POLLING_CYCLES;

    polling->rounds = again ? polling->rounds + 1 : 0;
    polling->pc = pc;
    polling->value = value;
    polling->cycles = cycles;
    if (polling->rounds < POLLING_ROUNDS)
        return false;
    polling->waiting = true;
    return true;
}
