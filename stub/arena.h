/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The big buffers, in one place.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_ARENA_H
#define STUB_ARENA_H

#include <stdint.h>

#include "stub/deflate/deflate.h"
#include "stub/limits.h"
#include "stub/line/slip_stream.h"

/* A command has all of it while it runs, apart from the frame with its own
 * request: what the line brings meanwhile waits in the UART's ring.  So a command
 * that needs much memory, as compressing a region, is one more member. */
union arena {
    struct {
        union slip_frame frame; /* the request */
        uint32_t contents[STUB_WRITE_MAX / 4]; /* WRITE_REGION's, inflated */
    };
    struct deflate deflate; /* READ_REGION's */
};

extern union arena arena;

#endif
