/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a bad line does to bytes: loses, flips, delays them, or ends.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each direction has its own seeded generator, so a run can be repeated: what
 * happens to byte N depends on the settings, the seed and N only.
 */
#ifndef SIM_LINE_FAULTS_H
#define SIM_LINE_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

struct fault_config {
    double lose;           /* probability per byte */
    double flip;           /* probability per byte that one bit of it flips */
    uint64_t stall_after;  /* after that many bytes ... (0: never) */
    uint64_t stall_ns;     /* ... nothing comes for so long, then all of it */
    uint64_t unplug_after; /* that many bytes pass, the cable is pulled in
                            * place of the next (0: never) */
    uint32_t max_baud;     /* above this rate every byte is garbled at
                            * random; 0: no limit */
    uint64_t seed;
};

struct fault_stats {
    uint64_t bytes; /* offered, without those after the cable was pulled */
    uint64_t lost, flipped, garbled;
};

struct faults {
    struct fault_config config;
    struct fault_stats stats;
    uint64_t random_state;
};

/* FAULT_UNPLUG: the byte is gone and the cable with it; it stays the answer. */
enum fault_verdict { FAULT_DELIVER, FAULT_LOSE, FAULT_UNPLUG };

void faults_init(struct faults *faults, const struct fault_config *config);

/* What happens to the next byte at that rate: may change *byte; *delay_ns is
 * set to how much later than usual it comes. Only the stalled byte itself has
 * a delay, and has it even when it is lost; the caller keeps bytes in order,
 * so that no later one comes before it. */
enum fault_verdict faults_apply(struct faults *faults, uint8_t *byte, uint32_t baud,
                                uint64_t *delay_ns);

#endif
