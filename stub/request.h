/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A request as commands get it, and how they answer.
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

/* An answer with data: the frame's begin, with size bytes of data and status to
 * come as its length says; then slip_put...(); then the end. */
void answer_begin(uint8_t op, uint32_t size, uint32_t value);
void answer_end(uint8_t status); /* 0 or an enum esp_status */

/* An answer without data. */
void answer(uint8_t op, uint32_t value, uint8_t status);

#endif
