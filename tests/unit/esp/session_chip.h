/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip in memory for tests of the session: it has reset lines, a loader and a stub.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_ESP_SESSION_CHIP_H
#define UNIT_ESP_SESSION_CHIP_H

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum { FLASH_ID = 0x1640ef };

/* The chip: the program that runs on it, and the rate at which it listens. */
struct session_chip {
    enum { APPLICATION, LOADER, STUB, FOREIGN } runs;
    bool heard_one;       /* the loader has lost its first SYNC */
    unsigned bad_starts;  /* number of programs that fail to start */
    unsigned back_starts; /* number of programs that return to the loader */
    unsigned starts;
    unsigned bad_codes;        /* number of programs that start although they are damaged */
    unsigned infos, bad_infos; /* STUB_INFOs answered, and how many of them are damaged */
    uint32_t baud, top_baud;
    uint32_t home_baud;  /* the stub's first rate */
    uint32_t clean_baud; /* above this rate echoes are damaged */
    unsigned late_syncs; /* this many SYNCs are answered although the host has another rate */
    unsigned resets, dead_resets; /* resets by EN; for this many of them EN is not connected */
    bool en_rises;                /* EN was released, and GPIO0 is not sampled yet */
    uint8_t loaded[0x8000];       /* memory where the stub is loaded */
    uint32_t load_at;
};

extern struct fake_transport fake;
extern struct esp_session session;
extern struct session_chip chip;

/* Starts a session with a chip that runs its application.  reset names the reset
 * sequences. */
void session_chip_open(const char *reset);

/* Lets time pass for the chip. */
int session_chip_idle(struct esp_transport *t, int timeout_ms);

#endif
