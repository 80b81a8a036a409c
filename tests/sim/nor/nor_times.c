/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a NOR flash chip is busy with an operation.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: Winbond W25Q32FV data sheet, "AC Electrical Characteristics": the typical times,
 * and the maximum times, which a worn or cold chip may need.
 */
#include "sim/nor/nor_internal.h"

static const struct {
    uint64_t typical_ns, longest_ns;
} times[] = {
    [NOR_TIME_FIRST_BYTE] = {30000, 50000},           /* tBP1 */
    [NOR_TIME_NEXT_BYTE] = {2500, 12000},             /* tBP2; a page takes tPP: 0.7 and 3 ms */
    [NOR_TIME_SECTOR] = {45000000, 400000000},        /* tSE */
    [NOR_TIME_BLOCK32] = {120000000, 1600000000},     /* tBE1 */
    [NOR_TIME_BLOCK64] = {150000000, 2000000000},     /* tBE2 */
    [NOR_TIME_4MB] = {10000000000, 50000000000},      /* tCE */
    [NOR_TIME_STATUS] = {10000000, 15000000},         /* tW */
};

uint64_t nor_time_ns(const struct nor *nor, enum nor_time what)
{
    return nor->config.longest ? times[what].longest_ns : times[what].typical_ns;
}
