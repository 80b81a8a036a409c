/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of range: requests against flash sizes, and the messages for bad requests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/range.h"

#include "cli/message.h"
#include "tap.h"
#include "unit/complaint.h"

/* Runs the checks and keeps their messages.  Returns true if all checks pass. */
static bool resolve(struct flash_range *range, const char *offset, const char *size,
                    uint32_t flash_size)
{
    struct complaint_catcher catcher = complaint_catch();
    bool good = range_parse(range, offset, size) && range_resolve(range, flash_size);

    complaint_release(&catcher);
    return good;
}

static void accepted(const char *offset, const char *size, uint64_t want_offset,
                     uint64_t want_size)
{
    struct flash_range range;
    bool good = resolve(&range, offset, size, 0x400000);

    tap_ok(good && range.offset == want_offset && range.size == want_size && !*complaint,
           "offset %s, size %s of 4 MiB", offset ? offset : "none", size ? size : "none");
}

static void refused(const char *offset, const char *size, uint32_t flash_size, const char *want)
{
    struct flash_range range;
    char expected[512];

    snprintf(expected, sizeof(expected), "esp-read: %s\n", want);
    tap_ok(!resolve(&range, offset, size, flash_size), "offset %s, size %s of %u bytes is refused",
           offset ? offset : "none", size ? size : "none", flash_size);
    tap_str(complaint, expected, want);
}

int main(void)
{
    const uint32_t flash = 0x400000;

    message_start("esp-read");
    accepted(NULL, NULL, 0, 0x400000);
    accepted("0", "4M", 0, 0x400000);
    accepted("0x3fffff", NULL, 0x3fffff, 1);
    accepted("0x3fffff", "1", 0x3fffff, 1);
    accepted("1", "2", 1, 2);
    refused(NULL, "0x4000000", flash,
            "0x4000000 (64 MiB) is more than the 4 MiB flash; did you mean 0x400000?");
    refused(NULL, "0x4194304", flash,
            "0x4194304 (65.6 MiB) is more than the 4 MiB flash; did you mean 4194304?");
    refused(NULL, "8M", flash, "8M (0x800000) is more than the 4 MiB flash");
    refused(NULL, "0x400001", flash, "0x400001 (4194305 bytes) is more than the 4 MiB flash");
    refused(NULL, "18446744073709551615", flash,
            "18446744073709551615 (18446744073709551615 bytes) is more than the 4 MiB flash");
    refused("4M", NULL, flash, "4M (0x400000) is past the end of the 4 MiB flash");
    refused("0x2000000", "1", flash,
            "0x2000000 (32 MiB) is past the end of the 4 MiB flash; did you mean 0x200000?");
    refused("0x3ff000", "4097", flash, "0x1001 bytes from 0x3ff000 on go past the end of the"
            " 4 MiB flash; 0x1000 are left there");
    refused(NULL, NULL, 0,
            "the size of this flash is not known; --flash-size=SIZE tells it, such as"
            " --flash-size=4M");
    refused(NULL, "17M", 0, "17M (0x1100000) is more than the 16 MiB that a flash can have");
    refused(NULL, "0", flash, "--size: 0 is too small: at least 1");
    return tap_done();
}
