/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of sidecar and sameboard: comparing descriptions of dumps with files and boards.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/sidecar.h"

#include <stdlib.h>

#include "board/sameboard.h"
#include "tap.h"

/* printf abc | sha256sum (FIPS 180-2, appendix B.1) */
#define DIGEST_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const uint8_t abc[] = {'a', 'b', 'c'};

/* Checks the message for a file with the first size bytes of abc.  "" if the file
 * agrees. */
static void says(const char *description, size_t size, const char *want)
{
    struct sidecar sidecar = {0};
    char why[128] = "";

    sidecar_parse(&sidecar, description);
    tap_is(sidecar_file_differs(&sidecar, abc, size, why, sizeof(why)), *want != '\0', description);
    tap_str(why, want, "  and why");
    sidecar_free(&sidecar);
}

static void test_file(void)
{
    says("size=3 sha256=" DIGEST_ABC "\n", 3, "");
    says("port=x size=3 sha256=BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", 3,
         "");
    says("size=3", 3, "");
    says("size=3 sha256=" DIGEST_ABC, 2, "it has 2 bytes, not 3");
    says("size=2 sha256=" DIGEST_ABC, 2, "its contents were changed");
    says("size=3 sha256=", 3, "its contents were changed");
    says("", 3, "that describes no dump");
    says("port=x", 3, "that describes no dump");
    says("size=x", 3, "that describes no dump");
    says("size=3 offset=0x100000000", 3, "that describes no dump");
    says("hello", 3, "that describes no dump");
}

static void test_none(void)
{
    struct sidecar sidecar;
    char why[128];

    tap_ok(sidecar_read(&sidecar, "/nowhere/dump.bin") == 0 && !sidecar.path,
           "that there is no description is fine");
    tap_ok(!sidecar_file_differs(&sidecar, abc, 3, why, sizeof(why)), "and speaks against nothing");
    sidecar_free(&sidecar);
}

static void test_offset(void)
{
    struct sidecar sidecar = {0};

    sidecar_parse(&sidecar, "size=3 offset=4096");
    tap_ok(sidecar.has_offset && sidecar.offset == 4096, "the offset is known");
    sidecar_free(&sidecar);
    sidecar = (struct sidecar){0};
    sidecar_parse(&sidecar, "size=3");
    tap_ok(!sidecar.has_offset && !sidecar.unreadable, "or it is not, which is fine");
    sidecar_free(&sidecar);
}

static void differs(bool want, const char *one, const char *other, const char *key)
{
    struct esp_devline a, b;

    esp_devline_init(&a);
    esp_devline_init(&b);
    esp_devline_parse(&a, one);
    esp_devline_parse(&b, other);
    tap_is(sameboard_differs(&a, &b, key), want, one);
    tap_is(sameboard_differs(&b, &a, key), want, "  and the other way round");
    esp_devline_free(&a);
    esp_devline_free(&b);
}

static void test_board(void)
{
    differs(false, "mac=a0:20:a6:16:45:d2", "mac=A0:20:A6:16:45:D2", "mac");
    differs(true, "mac=a0:20:a6:16:45:d2", "mac=a0:20:a6:16:45:d3", "mac");
    differs(false, "chip=ESP8266EX", "mac=a0:20:a6:16:45:d3", "mac");
    differs(true, "chip=ESP8266EX", "chip=ESP8285", "chip");
    differs(false, "flash-size=unknown", "flash-size=4194304", "flash-size");
    differs(true, "flash-size=1048576", "flash-size=4194304", "flash-size");
}

int main(void)
{
    test_file();
    test_none();
    test_offset();
    test_board();
    return tap_done();
}
