/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the flash chunk by chunk; the next chunk is always fetched in advance.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Several readers can take turns.
 */
#ifndef STUB_FLASH_READER_H
#define STUB_FLASH_READER_H

#include "stub/flash/bus.h"

struct reader {
    uint32_t address, left; /* of the part that is not requested yet */
    uint32_t pending;       /* bytes of the chunk that is requested */
    bool held;              /* this chunk is in held_chunk */
    bool failed;            /* the flash controller did not answer */
    uint32_t chunk[BUS_CHUNK / 4];
    uint32_t held_chunk[BUS_CHUNK / 4];
};

/* True if the range is not empty and lies below reach(). */
bool reader_range_ok(uint32_t address, uint32_t length);

/* The range must lie below reach(); the flash must be ready. */
void reader_open(struct reader *reader, uint32_t address, uint32_t length);

/* Takes the next chunk and returns its size in bytes; 0 at the end or after a failure.
 * Requests the chunk after it at once, so that neither the line nor a digest waits for the
 * flash. */
uint32_t reader_next(struct reader *reader);

/* Closes a reader that has reached neither its end nor a failure. */
void reader_close(struct reader *reader);

#endif
