/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faults of a bad line: bytes are lost, flipped or delayed, or the line ends.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Each direction has its own seeded generator, so a run can be repeated: the fate of byte N
 * depends on the settings, the seed and N only.
 */
#ifndef SIM_LINE_FAULTS_H
#define SIM_LINE_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

struct fault_config {
    double lose;           /* probability per byte */
    double flip;           /* probability per byte that one bit of it flips */
    uint64_t stall_after;  /* after this many bytes ... (0: never) */
    uint64_t stall_ns;     /* ... no byte comes for this long, then all of them */
    uint64_t unplug_after; /* this many bytes pass, and the cable is pulled in place of
                            * the next byte (0: never) */
    uint32_t max_baud;     /* above this rate every byte is garbled at
                            * random; 0: no limit */
    double spared;         /* probability per byte that it is not garbled nevertheless */
    uint64_t seed;
};

struct fault_stats {
    uint64_t bytes; /* bytes offered before the cable was pulled */
    uint64_t lost, flipped, garbled;
};

struct faults {
    struct fault_config config;
    struct fault_stats stats;
    uint64_t random_state;
};

/* FAULT_UNPLUG: the byte is lost and the cable is pulled.  All later answers are the
 * same. */
enum fault_verdict { FAULT_DELIVER, FAULT_LOSE, FAULT_UNPLUG };

void faults_init(struct faults *faults, const struct fault_config *config);

/* Decides about the next byte, sent at the rate baud.  May change *byte.  Sets *delay_ns to
 * the byte's delay.  Only the stalled byte itself has a delay, even if the byte is lost.
 * The caller keeps bytes in order, so that no later byte comes before it. */
enum fault_verdict faults_apply(struct faults *faults, uint8_t *byte, uint32_t baud,
                                uint64_t *delay_ns);

#endif
