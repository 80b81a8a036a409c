/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's big buffers, which share their memory.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_ARENA_H
#define STUB_ARENA_H

#include <stdint.h>

#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/line/slip_stream.h"

/* While a command runs, it may use the whole arena apart from the frame of its own request;
 * bytes that arrive meanwhile wait in the UART's ring.  So a command that needs much
 * memory, for example to compress a region, gets a member of this union. */
union arena {
    struct {
        union slip_frame frame; /* the request */
        /* The contents of a WRITE_REGION.  With two buffers, one is filled while the other
         * is written to the flash. */
        uint32_t contents[STUB_BUFFERS][STUB_WRITE_MAX / 4];
    };
    struct deflate deflate; /* the compressor of READ_REGION */
};

extern union arena arena;

#endif
