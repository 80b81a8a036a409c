/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as the commands receive it, and the functions that answer it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_REQUEST_H
#define STUB_REQUEST_H

#include "stub/line/slip_stream.h"

struct request {
    uint8_t op;
    uint32_t size; /* bytes of data */
    uint32_t check;
    const uint32_t *data;
};

/* An answer with data: begin the frame with answer_begin(), put the data with
 * slip_put...(), end the frame with answer_end().  size counts the bytes of data and
 * status. */
void answer_begin(uint8_t op, uint32_t size, uint32_t value);
void answer_end(uint8_t status); /* 0 or an enum esp_status */

/* An answer without data. */
void answer(uint8_t op, uint32_t value, uint8_t status);

#endif
