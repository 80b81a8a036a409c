/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to requests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/request.h"

void answer_begin(uint8_t op, uint32_t size, uint32_t value)
{
    slip_begin();
    slip_put(ESP_DIR_ANSWER);
    slip_put(op);
    slip_put((uint8_t)size);
    slip_put((uint8_t)(size >> 8));
    slip_put32(value);
}

void answer_end(uint8_t status)
{
    slip_put(status == 0 ? 0 : ESP_STUB_FAILED);
    slip_put(status);
    slip_end();
}

void answer(uint8_t op, uint32_t value, uint8_t status)
{
    answer_begin(op, ESP_STATUS_SIZE, value);
    answer_end(status);
}
