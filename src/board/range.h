/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The range of flash that a program works on.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_RANGE_H
#define BOARD_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct flash_range {
    const char *offset_text; /* as typed; NULL: not given */
    const char *size_text;   /* as typed; NULL: not given */
    uint64_t offset; /* bytes */
    uint64_t size;   /* bytes; if not given: 0 until range_resolve() */
};

/* The size of a flash, and its name in messages: "4 MiB flash". */
struct flash_limit {
    uint64_t size; /* bytes */
    char name[48];
};

/* flash_size: bytes; 0: unknown, so the limit is what addresses can reach. */
void flash_limit_of(struct flash_limit *limit, uint32_t flash_size);

/* Parses the values of the options, which may be NULL.  False after a message. */
bool range_parse(struct flash_range *range, const char *offset, const char *size);

/* Checks the range against the flash's size (bytes, 0: unknown).  If no size was given, the
 * range goes up to the end of the flash.  False after a message. */
bool range_resolve(struct flash_range *range, uint32_t flash_size);

#endif
