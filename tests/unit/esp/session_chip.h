/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip in memory for tests of the session: lines that reset it, a loader, a stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_ESP_SESSION_CHIP_H
#define UNIT_ESP_SESSION_CHIP_H

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum { FLASH_ID = 0x1640ef };

/* The chip: what runs on it, and at which rate it listens. */
struct session_chip {
    enum { APPLICATION, LOADER, STUB, FOREIGN } runs;
    bool heard_one;       /* the loader has swallowed its first SYNC */
    unsigned bad_starts;  /* programs that fail to start */
    unsigned back_starts; /* programs that go back to the loader */
    unsigned starts;
    unsigned bad_codes;        /* programs that start, but were damaged */
    unsigned infos, bad_infos; /* STUB_INFOs that were answered, and so many of them damaged */
    uint32_t baud, top_baud;
    uint32_t home_baud;  /* the stub's */
    uint32_t clean_baud; /* above that echoes are damaged */
    unsigned late_syncs; /* so many are answered at a rate that the chip is not at */
    unsigned resets, dead_resets; /* what EN did; so many times it is not connected */
    bool en_rises;                /* EN was let go, and GPIO0 not sampled yet */
    uint8_t loaded[0x8000];       /* the memory where the stub is loaded */
    uint32_t load_at;
};

extern struct fake_transport fake;
extern struct esp_session session;
extern struct session_chip chip;

/* A session with a chip whose application runs, and the reset sequences of that name. */
void session_chip_open(const char *reset);

/* Time passes for the chip. */
int session_chip_idle(struct esp_transport *t, int timeout_ms);

#endif
