/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a change of the flash reach the bootloader of a chip with secure boot or flash
 * encryption?  The partition table tells where the bootloader's room ends.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_PARTITION_BOOTGUARD_H
#define BOARD_PARTITION_BOOTGUARD_H

#include <stdint.h>

struct esp_session; /* esp/session.h */

enum bootguard_reach {
    BOOTGUARD_NOT,
    BOOTGUARD_BOOTLOADER, /* the range holds some of it */
    BOOTGUARD_PERHAPS,    /* the range may hold some of it, or an encrypted partition table */
};

/* Looks at the range of offset and size, in bytes.  Reads the flash if the range begins where
 * long bootloaders end.  port: for messages.  Returns an exit status, after a message unless
 * it is STATUS_DONE. */
int bootguard_look(enum bootguard_reach *reach, struct esp_session *session, const char *port,
                   uint64_t offset, uint64_t size);

#endif
