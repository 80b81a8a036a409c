/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's main loop.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "stub/stub.h"

#include "stub/arena.h"
#include "stub/chip.h"
#include "stub/commands.h"
#include "stub/crc32.h"
#include "stub/flash/nor.h"
#include "stub/flash/write/writer.h"
#include "stub/line/ring.h"
#include "stub/line/slip_stream.h"
#include "stub/rate.h"

/* ESP_STUB_GREETING as a little-endian word.  A string would need byte accesses, which
 * instruction RAM does not take. */
static const uint32_t greeting = 'O' | 'H' << 8 | 'A' << 16 | 'I' << 24;

enum { BETWEEN = 32 }; /* received bytes between steps of a write: 15 us at 160 MHz */

union arena arena STUB_UNCLEARED;
static struct slip_receiver receiver;

void stub_start(void)
{
    slip_init(&receiver, &arena.frame);
    chip_init();
    nor_wake();
    crc32_init();
    rate_init();
    slip_begin();
    slip_put32(greeting);
    slip_end();
}

void stub_poll(void)
{
    int byte;

    chip_feed_watchdog();
    /* A write can take longer than the host may be silent. */
    if (writer_step())
        rate_heard();
    for (uint32_t count = 1; (byte = ring_get()) >= 0; count++) {
        if (slip_receive(&receiver, (uint8_t)byte)) {
            commands_handle(&receiver);
            return;
        }
        if (count % BETWEEN == 0)
            writer_step();
    }
    commands_go_on(); /* all requests before the host's call are done */
    if (rate_poll())
        receiver.bad = true; /* discards a frame that began before the rate changed */
}
