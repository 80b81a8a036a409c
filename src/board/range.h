/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which bytes of the flash a program is asked for.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef BOARD_RANGE_H
#define BOARD_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct flash_range {
    const char *offset_text; /* as typed, NULL when not given */
    const char *size_text;
    uint64_t offset; /* bytes */
    uint64_t size;   /* bytes; 0 until range_resolve() when not given */
};

/* What a flash can hold, and how messages call it: "4 MiB flash". */
struct flash_limit {
    uint64_t size; /* bytes */
    char name[48];
};

/* flash_size in bytes, 0 = unknown: then what addresses can reach. */
void flash_limit_of(struct flash_limit *limit, uint32_t flash_size);

/* From the option values, which may be NULL.  Complains and returns false. */
bool range_parse(struct flash_range *range, const char *offset, const char *size);

/* Checks the range against the flash (bytes, 0 = unknown), and makes a size
 * that was not given "up to the end".  Complains and returns false. */
bool range_resolve(struct flash_range *range, uint32_t flash_size);

#endif
