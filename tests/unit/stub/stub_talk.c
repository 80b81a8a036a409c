/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests to the stub built for the host, and its answers.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "unit/stub/stub_talk.h"

#include "stub/flash/write/writer.h"
#include "stub/line/ring.h"
#include "stub/speed.h"
#include "stub/stub.h"

struct answer heard;
static size_t output_at;

/* On a chip, the start of the stub clears these variables. */
static void empty_rings(void)
{
    chip.line_stops = chip.unsent = 0;
    while (ring_sending())
        ring_send();
    ring_send(); /* this sends the rest of an answer under way */
    chip.input.size = chip.input_at = 0;
    while (ring_get() >= 0)
        continue;
    ring_resume();
}

void restart(void)
{
    empty_rings();
    speed_normal();
    memset(&chip, 0, sizeof chip);
    chip.divisor = FIRST_DIVISOR;
    chip.clock_factor = 2;
    for (uint32_t i = 0; i < FAKE_FLASH_SIZE; i++)
        chip.flash[i] = (uint8_t)(i * 2654435761u >> 13);
    stub_start();
    output_at = 0;
}

void run(void)
{
    output_at = chip.output_size = 0;
    do
        stub_poll();
    while (!chip.starved);
    do
        stub_poll();
    while (writer_step());
    while (ring_sending() && chip.line_stops == 0)
        chip_feed_watchdog();
    chip.input.size = chip.input_at = 0;
}

bool take(void)
{
    return next_answer(chip.output, chip.output_size, &output_at, &heard);
}

void send(uint8_t op, const void *data, size_t size, uint32_t check)
{
    wire_request(&chip.input, op, data, size, check);
    run();
    take();
}

void ask(uint8_t op, const void *data, size_t size)
{
    send(op, data, size, request_check(op, data, size));
}

bool answered(uint8_t op, uint32_t value, uint8_t detail)
{
    return heard.found && heard.op == op && heard.value == value &&
           heard.status == (detail ? 0xc0 : 0) && heard.detail == detail;
}
