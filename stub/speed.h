/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CPU's speed.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SPEED_H
#define STUB_SPEED_H

#include <stdint.h>

/* Doubles the CPU's clock if a measurement shows that the doubling works.  Returns the
 * factor of the CPU's speed now, 1 or 2. */
uint32_t speed_double(void);
void speed_normal(void); /* undoes the doubling */
uint32_t speed_factor(void); /* 1 or 2 */

#endif
