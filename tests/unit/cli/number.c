/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of cli/number: parsing numbers, showing sizes, and explaining wrong sizes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "cli/number.h"

#include "tap.h"

static uint64_t parsed(const char *text)
{
    uint64_t value = 12345;

    return number_parse(text, &value) == NUMBER_OK ? value : UINT64_MAX;
}

static void test_good_numbers(void)
{
    tap_is(parsed("0"), 0, "zero");
    tap_is(parsed("4194304"), 4194304, "decimal");
    tap_is(parsed("0x400000"), 0x400000, "hexadecimal");
    tap_is(parsed("0X4aBc"), 0x4abc, "hexadecimal in either case");
    tap_is(parsed("010"), 10, "a leading zero is not octal");
    tap_is(parsed("4M"), 4194304, "M is binary");
    tap_is(parsed("4MB"), 4194304, "MB is binary");
    tap_is(parsed("4MiB"), 4194304, "MiB is binary");
    tap_is(parsed("4m"), 4194304, "suffixes in lower case");
    tap_is(parsed("1k"), 1024, "k is 1024");
    tap_is(parsed("1KB"), 1024, "KB is 1024");
    tap_is(parsed("3G"), UINT64_C(3) << 30, "G is 1024 M");
    tap_is(parsed("512B"), 512, "B alone is bytes");
    tap_is(parsed("0x4B"), 0x4b, "B after 0x is a digit");
    tap_is(parsed("18446744073709551614"), UINT64_MAX - 1, "nearly the largest number");
}

static void test_bad_numbers(void)
{
    static const char *const bad[] = {
        "", " ", "x", "0x", "-1", "+1", " 1", "1 ", "1.5M", "4Q", "4MM", "4MBB", "4iB", "iB",
        "M", "0x10k", "0x1G", "4,096", "4_096", "1e6", "0b11", "4M ", "12\n",
    };

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint64_t value = 7;

        tap_ok(number_parse(bad[i], &value) == NUMBER_BAD && value == 7, "'%s' is no number",
               bad[i][0] == '1' && bad[i][1] == '2' ? "12 and a newline" : bad[i]);
    }
}

static void test_overflow(void)
{
    static const char *const big[] = {
        "18446744073709551616", "0x10000000000000000", "99999999999999999999999999", "17179869184G",
        "18014398509481984k", "36893488147419103232",
    };

    for (size_t i = 0; i < sizeof(big) / sizeof(big[0]); i++) {
        uint64_t value = 7;

        tap_ok(number_parse(big[i], &value) == NUMBER_TOO_BIG && value == 7, "%s is too big",
               big[i]);
    }
    tap_is(parsed("17179869183G"), UINT64_C(17179869183) << 30, "the largest number of G");
}

static void size_shown(uint64_t bytes, const char *want)
{
    char text[32], name[64];

    number_format_size(text, sizeof(text), bytes);
    snprintf(name, sizeof(name), "%" PRIu64 " is shown as %s", bytes, want);
    tap_str(text, want, name);
}

static void test_sizes(void)
{
    size_shown(0, "0 bytes");
    size_shown(1, "1 byte");
    size_shown(1000, "1000 bytes");
    size_shown(1024, "1 KiB");
    size_shown(1536, "1.5 KiB");
    size_shown(524288, "512 KiB");
    size_shown(4194304, "4 MiB");
    size_shown(0x4000000, "64 MiB");
    size_shown(0x4194304, "65.6 MiB");
    size_shown(4194305, "4194305 bytes");
    size_shown(4194303, "4194303 bytes");
    size_shown(UINT64_C(4) << 30, "4 GiB");
}

static void meant(const char *text, uint64_t limit, const char *want)
{
    char name[96], suggestion[32] = "nothing";

    number_suggest(suggestion, sizeof(suggestion), text, parsed(text), limit);
    snprintf(name, sizeof(name), "%s where %" PRIu64 " is the limit: %s was meant", text, limit,
             want);
    tap_str(suggestion, want, name);
}

static void test_suggestions(void)
{
    meant("0x4000000", 0x400000, "0x400000");
    meant("0x4194304", 0x400000, "4194304");
    meant("0x1048576", 0x400000, "1048576");
    meant("41943040", 0x400000, "4194304");
    meant("0x1000000", 0x100000, "0x100000");
    meant("0x4000000", 0x100000, "nothing");
    meant("0x400000", 0x200000, "nothing");
    meant("0x1000000", 0x400000, "nothing");
    meant("0x8000000", 0x1000000, "0x800000");
    meant("64M", 0x400000, "nothing");
    meant("123456789", 0x400000, "nothing");
    meant("0x4194305", 0x400000, "nothing");
}

static void test_descriptions(void)
{
    char text[96];

    number_describe(text, sizeof(text), "0x4000000", 0x4000000);
    tap_str(text, "0x4000000 (64 MiB)", "hexadecimal is shown with its size");
    number_describe(text, sizeof(text), "67108864", 67108864);
    tap_str(text, "67108864 (64 MiB)", "decimal is shown with its size");
    number_describe(text, sizeof(text), "64M", 67108864);
    tap_str(text, "64M (0x4000000)", "a suffix is shown with its hexadecimal");
}

static void duration(uint64_t ms, const char *want)
{
    char text[32];

    number_format_time(text, sizeof(text), ms);
    tap_str(text, want, want);
}

static void test_times(void)
{
    duration(0, "0.0 s");
    duration(1449, "1.4 s");
    duration(59949, "59.9 s");
    duration(59950, "1 min 0 s");
    duration(252000, "4 min 12 s");
    duration(3599499, "59 min 59 s");
    duration(3599500, "1 h 0 min");
    duration(7980000, "2 h 13 min");
}

static void test_options(void)
{
    uint64_t value = 7;
    uint32_t baud = 7;

    tap_ok(number_option("size", "4k", 1, 4096, &value) && value == 4096, "an option at its limit");
    tap_ok(!number_option("size", "4097", 1, 4096, &value), "an option above its limit");
    tap_ok(!number_option("size", "0", 1, 4096, &value), "an option below its limit");
    tap_ok(!number_option("size", "-1", 0, UINT64_MAX, &value) && value == 4096,
           "a bad option leaves the value alone");
    tap_ok(number_rate_option("baud", "921600", &baud) && baud == 921600, "a rate");
    tap_ok(!number_rate_option("baud", "1M", &baud), "a rate has no suffix");
    tap_ok(!number_rate_option("baud", "0x1c200", &baud), "a rate is decimal");
    tap_ok(!number_rate_option("baud", "", &baud), "a rate is not empty");
    tap_ok(!number_rate_option("baud", "99999999999999", &baud), "a rate does not wrap");
    tap_ok(!number_rate_option("baud", "0", &baud) && baud == 921600, "a rate is not 0");
}

int main(void)
{
    test_good_numbers();
    test_bad_numbers();
    test_overflow();
    test_sizes();
    test_suggestions();
    test_descriptions();
    test_times();
    test_options();
    return tap_done();
}
