/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of reset sequences.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/reset.h"

#include "tap.h"
#include "unit/fake_transport.h"

static struct fake_transport fake;

static const char *run(const char *text)
{
    struct esp_reset reset;

    fake_open(&fake);
    fake.base.has_lines = true;
    fake.base.dtr = fake.base.rts = true; /* the state after opening a port */
    if (esp_reset_parse(&reset, text, &fake.fault) || esp_reset_run(&reset, &fake.base))
        return "failed";
    return fake.lines;
}

static void test_run(void)
{
    tap_str(run("D0|R1|W0.1|D1|R0|W0.05|D0"), "01 01 11 10 00 ",
            "the classic sequence holds GPIO0 low while EN rises");
    tap_is((uint64_t)fake.idle_ms, 150, "and waits 0.1 and 0.05 s");
    tap_str(run("U1,0|D0|U0,1"), "10 00 01 ", "U sets both lines");
    tap_str(run(esp_reset_hard), "01 01 00 ", "the hard reset releases GPIO0 first");
    tap_is((uint64_t)fake.idle_ms, 100, "and holds EN for 0.1 s");
    run("W2|W0.001|W1.5");
    tap_is((uint64_t)fake.idle_ms, 3501, "waits are read to the millisecond");
}

static void refuse(const char *text, const char *why)
{
    struct esp_reset reset;
    struct esp_fault fault = {0};

    tap_ok(esp_reset_parse(&reset, text, &fault) == ESP_ERR_ARG && fault.text[0],
           "%s is refused with a reason: \"%s\"", why, text);
}

static void test_refusals(void)
{
    char many[2 * ESP_RESET_STEPS_MAX * 3] = "D0";

    refuse("", "nothing");
    refuse("D", "a step without its value");
    refuse("D2", "a value that is not 0 or 1");
    refuse("D0|", "a missing last step");
    refuse("|D0", "a missing first step");
    refuse("D0 R1", "another separator");
    refuse("X1", "an unknown step");
    refuse("U1", "U with one value");
    refuse("U1;0", "U with another comma");
    refuse("W", "a wait without a time");
    refuse("W-1", "a negative wait");
    refuse("W11", "a wait over 10 s");
    refuse("W99999999999999999999", "a wait that overflows");
    refuse("W0.1s", "a unit");
    for (int i = 0; i < ESP_RESET_STEPS_MAX; i++)
        strcat(many, "|D0");
    refuse(many, "a sequence too long");
}

static void test_named(void)
{
    static const char *const names[] = {"auto", "tight", "classic"};
    struct esp_reset reset;

    for (size_t i = 0; i < 3; i++) {
        const char *const *sequences = esp_reset_named(names[i]);
        bool good = sequences && *sequences;

        for (; good && *sequences; sequences++)
            good = esp_reset_parse(&reset, *sequences, NULL) == 0;
        tap_ok(good, "every sequence of %s can be parsed", names[i]);
    }
    tap_ok(esp_reset_named("none") && !*esp_reset_named("none"), "none has no sequence");
    tap_ok(!esp_reset_named("D0"), "a sequence is no name");
    tap_str(run(esp_reset_named("auto")[0]), "00 11 01 10 00 00 ",
            "auto begins with the tight one");
}

int main(void)
{
    test_run();
    test_refusals();
    test_named();
    return tap_done();
}
