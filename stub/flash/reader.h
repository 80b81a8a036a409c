/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flash contents, chunk by chunk, always one chunk ahead.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Several can read by turns.
 */
#ifndef STUB_FLASH_READER_H
#define STUB_FLASH_READER_H

#include "stub/flash/bus.h"

struct reader {
    uint32_t address, left; /* of what is not asked for yet */
    uint32_t pending;       /* bytes of the chunk asked for */
    bool held;              /* that one is in held_chunk */
    bool failed;            /* the flash controller did not answer */
    uint32_t chunk[BUS_CHUNK / 4];
    uint32_t held_chunk[BUS_CHUNK / 4];
};

/* True for a range that is not empty and lies below STUB_REACH. */
bool reader_range_ok(uint32_t address, uint32_t length);

/* The range must lie below STUB_REACH; the flash must be ready. */
void reader_open(struct reader *reader, uint32_t address, uint32_t length);

/* Fetches a chunk and returns its size in bytes, 0 at the end or after a
 * failure.  The next one is on its way meanwhile, so that neither the line nor
 * a digest waits for the flash. */
uint32_t reader_next(struct reader *reader);

/* For one that was not read to its end or failure. */
void reader_close(struct reader *reader);

#endif
