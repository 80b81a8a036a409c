/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much of the flash the stub can address.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The flash's SFDP tables tell which commands the flash has.  Reads by them must then give what
 * the tests of the start read; a flash that ignores a command for changes stays as it was, and
 * the host's digests show it.
 */
#include "stub/flash/reach.h"

#include "base/sfdp.h"
#include "stub/flash/bus.h"
#include "stub/flash/nor.h"
#include "stub/flash/selftest.h"

enum { CAPACITY_16_MB = 24 }; /* in the IDs of most makers: log2 of the size */

static bool found;

uint32_t reach_found(void)
{
    return found ? (uint32_t)STUB_FAR_REACH : (uint32_t)STUB_REACH;
}

static bool read_sfdp(void *ctx, uint32_t address, uint32_t words[2])
{
    (void)ctx;
    return bus_read_sfdp(address, words);
}

void reach_find(void)
{
    static bool looked;
    uint32_t id;

    if ((int)STUB_FAR_REACH == (int)STUB_REACH || looked)
        return;
    id = nor_id();
    if (id == 0 || id == 0xffffff)
        return; /* the flash may answer later */
    looked = true;
    found = id >> 16 > CAPACITY_16_MB && esp_sfdp_has_far_commands(read_sfdp, 0, id & 0xff) &&
            selftest_far();
}
