/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Detects a program that does nothing but ask for the same register.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_POLLING_H
#define SIM_CHIP_POLLING_H

#include <stdbool.h>
#include <stdint.h>

struct polling {
    uint32_t pc, value;
    uint64_t cycles;
    unsigned rounds;
    bool waiting; /* only an event can end the loop: skip to the event */
};

/* The instruction at pc has loaded a register's value.  Any other access to a register sets
 * rounds to 0.  True, and waiting is set, if the same instruction has done the same load, with
 * the same result, every few cycles. */
bool polling_watch(struct polling *polling, uint32_t pc, uint32_t value, uint64_t cycles);

#endif
