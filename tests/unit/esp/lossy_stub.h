/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stub in memory, and a line that loses and damages what the test says.
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
    enum fate (*fate)(unsigned n); /* of the Nth packet; NULL: all are fine */
    unsigned regions, packets, looks, digests; /* that it was asked for, and sent */
    uint32_t digested;   /* bytes, of DIGEST requests */
    bool lying;          /* the second reading differs */
    bool changing;       /* the flash reads differently each time */
    unsigned restart_at; /* before that region the chip is reset, 0: never */
    bool application;    /* and what runs then changes the flash */
    bool miscompressed;  /* what the stub compresses does not inflate */
};

extern struct fake_transport fake;
extern struct esp_session session; /* with the stub */
extern struct lossy_stub stub;

/* A session that begins, and a line that is fine; the flash stays. */
void lossy_stub_open(void);

#endif
