/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the image of the stub's pure functions leaves at the start of its data.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef DIFFTEST_PURE_PURE_H
#define DIFFTEST_PURE_PURE_H

#include <stdint.h>

enum { PURE_ROUNDS = 6, PURE_SIZE = 0x1000 };

struct pure_round {
    uint32_t size, crc;
    uint8_t md5[16];
    uint32_t stream_size, stream_crc;
    uint32_t inflated, inflated_crc; /* 1 and crc if all is right */
    uint32_t damaged, damaged_crc;   /* of the stream with a flipped bit */
};

struct pure {
    uint32_t seed; /* the test sets it */
    struct pure_round rounds[PURE_ROUNDS];
};

#endif
