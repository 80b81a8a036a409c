/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stub in memory, on a line that loses and damages packets as the test says.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef UNIT_ESP_LOSSY_STUB_H
#define UNIT_ESP_LOSSY_STUB_H

#include "esp/session/session_impl.h"
#include "unit/fake_transport.h"

enum { FLASH_SIZE = 0x40000 };

/* What happens to a packet. */
enum fate { FINE, LOST, FLIPPED, TWICE, CUT, REFUSED, WRONG, OTHER_PACKET };

struct lossy_stub {
    uint8_t flash[FLASH_SIZE];
    enum fate (*fate)(unsigned n); /* of the Nth packet; NULL: all packets are fine */
    unsigned regions, packets, looks, digests; /* how often each was asked for or sent */
    uint32_t digested;   /* bytes that DIGEST requests covered */
    bool lying;          /* the second reading gives other data */
    bool changing;       /* the flash reads differently each time */
    unsigned restart_at; /* number of the region before which the chip is reset; 0: never */
    bool application;    /* after the reset an application changes the flash */
    bool miscompressed;  /* the stub's compressed data does not inflate */
};

extern struct fake_transport fake;
extern struct esp_session session; /* a session with the stub */
extern struct lossy_stub stub;

/* Starts a session on a line without faults.  The contents of the flash stay. */
void lossy_stub_open(void);

#endif
