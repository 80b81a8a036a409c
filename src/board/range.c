/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The range of flash that a program works on, and checking it against the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/range.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/message.h"
#include "cli/number.h"

/* Bytes that 24-bit flash addresses reach: the limit for a flash of unknown size. */
#define ADDRESSABLE (UINT32_C(1) << 24)

bool range_parse(struct flash_range *range, const char *offset, const char *size)
{
    *range = (struct flash_range){.offset_text = offset, .size_text = size};
    if (offset && !number_option("offset", offset, 0, UINT64_MAX, &range->offset))
        return false;
    return !size || number_option("size", size, 1, UINT64_MAX, &range->size);
}

/* Prints a message, with "did you mean 0x400000?" if the digits suggest a mistake. */
static void complain(const char *text, uint64_t value, const char *relation, const char *flash,
                     uint64_t limit)
{
    char shown[96], meant[32];

    number_describe(shown, sizeof(shown), text, value);
    if (number_suggest(meant, sizeof(meant), text, value, limit))
        message_error("%s %s the %s; did you mean %s?", shown, relation, flash, meant);
    else
        message_error("%s %s the %s", shown, relation, flash);
}

static bool check(const struct flash_range *range, const struct flash_limit *flash)
{
    uint64_t limit = flash->size;

    if (range->offset >= limit) {
        complain(range->offset_text, range->offset, "is past the end of", flash->name, limit - 1);
        return false;
    }
    if (range->size > limit) {
        complain(range->size_text, range->size, "is more than", flash->name, limit);
        return false;
    }
    if (range->size > limit - range->offset) {
        message_error("0x%" PRIx64 " bytes from 0x%" PRIx64 " on go past the end of the %s;"
                      " 0x%" PRIx64 " are left there",
                      range->size, range->offset, flash->name, limit - range->offset);
        return false;
    }
    return true;
}

void flash_limit_of(struct flash_limit *limit, uint32_t flash_size)
{
    char size[32];

    limit->size = flash_size > 0 ? flash_size : ADDRESSABLE;
    number_format_size(size, sizeof(size), limit->size);
    snprintf(limit->name, sizeof(limit->name),
             flash_size > 0 ? "%s flash" : "%s that a flash can have", size);
}

bool range_resolve(struct flash_range *range, uint32_t flash_size)
{
    struct flash_limit limit;

    flash_limit_of(&limit, flash_size);
    if (!check(range, &limit))
        return false;
    if (range->size > 0)
        return true;
    if (flash_size == 0) {
        message_error("the size of this flash is not known; --flash-size=SIZE tells it, such as"
                      " --flash-size=4M");
        return false;
    }
    range->size = limit.size - range->offset;
    return true;
}
