/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults of a bad line: bytes are lost, flipped or delayed, or the line ends.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/faults.h"

#include <string.h>

/* SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
 * Every seed is good, even 0 or a small number. */
static uint64_t next_random(struct faults *faults)
{
    uint64_t z = faults->random_state += UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static bool happens(uint64_t random, double probability)
{
    return (double)(random >> 11) * 0x1p-53 < probability;
}

/* Never zero, so that a garbled byte always differs from the right one. */
static uint8_t wrong_bits(uint64_t random)
{
    return (uint8_t)(1 + random % 255);
}

void faults_init(struct faults *faults, const struct fault_config *config)
{
    memset(faults, 0, sizeof(*faults));
    faults->config = *config;
    faults->random_state = config->seed;
}

enum fault_verdict faults_apply(struct faults *faults, uint8_t *byte, uint32_t baud,
                                uint64_t *delay_ns)
{
    const struct fault_config *config = &faults->config;
    struct fault_stats *stats = &faults->stats;
    /* Each byte takes three numbers, even if it needs fewer.  So the fate of byte N depends
     * on the seed and N only, not on the other settings. */
    uint64_t lose = next_random(faults);
    uint64_t flip = next_random(faults);
    uint64_t which = next_random(faults);

    *delay_ns = 0;
    if (config->unplug_after && stats->bytes >= config->unplug_after)
        return FAULT_UNPLUG;
    if (config->stall_after && stats->bytes == config->stall_after)
        *delay_ns = config->stall_ns;
    stats->bytes++;
    if (happens(lose, config->lose)) {
        stats->lost++;
        return FAULT_LOSE;
    }
    if (config->max_baud && baud > config->max_baud && !happens(flip, config->spared)) {
        *byte ^= wrong_bits(which);
        stats->garbled++;
    } else if (happens(flip, config->flip)) {
        *byte ^= (uint8_t)(1u << (which & 7));
        stats->flipped++;
    }
    return FAULT_DELIVER;
}
