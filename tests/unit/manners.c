/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the words for the virtual board's manners.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "../sim/manners.h"

#include "../sim/nor.h"
#include "../sim/soc.h"
#include "../tap.h"

static void test_chip(void)
{
    struct soc_config soc = {.crystal_hz = 1};

    tap_ok(manners_parse_chip("reset-to-loader", &soc) == 0, "a manner of the chip is known");
    tap_ok(soc.reset_to_loader && soc.crystal_hz == 1, "it is set, and nothing else");
}

static void test_refused(void)
{
    static const char *const bad[] = {
        "", ",", "reset", "reset-to-loader,", ",reset-to-loader", "reset-to-loader=1",
        "reset-to-loader reset-to-loader", "Reset-to-loader",
        "reset-to-loader-and-a-lot-more-than-any-word-has",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct soc_config soc = {0};

        tap_ok(manners_parse_chip(bad[i], &soc) == -1, "'%s' is refused", bad[i]);
    }
}

int main(void)
{
    test_chip();
    test_refused();
    return tap_done();
}
