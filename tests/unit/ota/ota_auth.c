/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the password's proof, with values that Python's hashlib computed as espota.py of
 * each core does.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/push/ota_auth.h"

#include "tap.h"

#define NONCE_MD5 "0123456789abcdef0123456789abcdef"
#define CNONCE_MD5 "fedcba9876543210fedcba9876543210"
#define EIGHT(text) text text text text text text text text
#define NONCE EIGHT("abababab")
#define CNONCE EIGHT("cdcdcdcd")

static void test_responses(void)
{
    char response[OTA_NONCE_SHA256 + 1] = "";

    tap_ok(ota_auth_response(response, "secret", NONCE_MD5, CNONCE_MD5, false), "the older way");
    tap_str(response, "97a3111e1a27299c210fc49a94a97011", "  is right");
    tap_ok(ota_auth_response(response, "a-real-password", NONCE, CNONCE, false), "the newer way");
    tap_str(response, "4d63ba8b1efa8949a0c5caefe7e8bc77db582e5531bdf2667c663394b4551b93", "  is right");
    tap_ok(ota_auth_response(response, "a-real-password", NONCE, CNONCE, true), "the newer way with an MD5");
    tap_str(response, "72411b1f2dfce35db7cbd293c3cab25f533496919e272648e90685c4b5cf79af", "  is right");
}

static void test_message(void)
{
    char message[OTA_AUTH_MESSAGE_MAX + 1], again[OTA_AUTH_MESSAGE_MAX + 1];

    tap_ok(ota_auth_message(message, "secret", NONCE_MD5, false), "a datagram of the older way");
    tap_is(strlen(message), 4 + 32 + 1 + 32 + 1, "  has its length");
    tap_ok(memcmp(message, "200 ", 4) == 0 && message[strlen(message) - 1] == '\n', "  and its form");
    ota_auth_message(again, "secret", NONCE_MD5, false);
    tap_ok(strcmp(message, again) != 0, "  and is never the same");
    ota_auth_message(message, "secret", NONCE, false);
    tap_is(strlen(message), 4 + 64 + 1 + 64 + 1, "the newer way's has its length");
}

int main(void)
{
    test_responses();
    test_message();
    return tap_done();
}
