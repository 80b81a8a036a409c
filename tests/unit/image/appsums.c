/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the checksum of an application for Arduino's eboot, in which the build changes
 * words after it has computed the checksum.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "image/app/app.h"

#include "base/bytes.h"
#include "tap.h"

enum {
    FIRST = 40,  /* bytes of the first segment */
    SECOND = 20, /* bytes of the second segment */
    SIZE = (8 + 8 + FIRST + 8 + SECOND + 16) & ~15,
    EBOOT = 0x1000,
};

static uint8_t data[SIZE];

/* An application as elf2bin.py makes it: the checksum is that of the segments with zeros in
 * the place of the two words. */
static void put_app(void)
{
    uint8_t sum = 0xef;

    memset(data, 0, sizeof(data));
    data[0] = 0xe9;
    data[1] = 2;
    data[2] = 3;
    data[3] = 0x20;
    esp_put32(data + 4, 0x40100004);
    esp_put32(data + 8, 0x40201010);
    esp_put32(data + 12, FIRST);
    for (unsigned i = 8; i < FIRST; i++)
        sum ^= data[16 + i] = (uint8_t)(i * 29);
    esp_put32(data + 16 + FIRST, 0x40100000);
    esp_put32(data + 20 + FIRST, SECOND);
    for (unsigned i = 0; i < SECOND; i++)
        sum ^= data[24 + FIRST + i] = (uint8_t)(i * 31);
    data[SIZE - 1] = sum;
    esp_put32(data + 16, EBOOT + SIZE);
    esp_put32(data + 20, 0x12345679);
}

static bool is_right(void)
{
    struct image_trouble trouble;
    struct image_app app;

    return image_app_parse(&app, NULL, data, sizeof(data), &trouble) && app.checksum.right;
}

static void test_late_words(void)
{
    put_app();
    tap_ok(is_right(), "the length and the CRC that came late have no part in the checksum");
    data[30] ^= 1;
    tap_ok(!is_right(), "  but all other bytes have");
    put_app();
    esp_put32(data + 16, EBOOT + SIZE + 1);
    tap_ok(!is_right(), "  and so have words that are not the length and the CRC");
}

static void test_repair(void)
{
    struct image_trouble trouble;
    struct image_app app;

    put_app();
    image_app_parse(&app, NULL, data, sizeof(data), &trouble);
    data[30] ^= 0x55;
    image_app_repair(&app, data);
    tap_ok(is_right(), "a checksum that was made right is right");
}

int main(void)
{
    test_late_words();
    test_repair();
    return tap_done();
}
