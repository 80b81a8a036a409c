/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer to a board that asks for the password.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The older way: MD5 of "HASH:NONCE:CNONCE", where HASH is the password's MD5 in hexadecimal
 * digits, as NONCE and CNONCE are.  The newer way, of the ESP32's core since 3.3.1: SHA-256
 * of "KEY:NONCE:CNONCE", where KEY is PBKDF2-HMAC-SHA-256 of HASH as the password and
 * "NONCE:CNONCE" as the salt, 10000 rounds, 32 bytes, in hexadecimal digits.  There HASH is
 * the password's SHA-256; programs that were given a hash may have its MD5.
 * The nonce's length tells the way.
 *
 * Sources: espota.py of both cores; ArduinoOTA.cpp of esp8266/Arduino.
 */
#ifndef OTA_PUSH_OTA_AUTH_H
#define OTA_PUSH_OTA_AUTH_H

#include <stdbool.h>

#include "ota/push/ota_answer.h"

enum { OTA_AUTH_MESSAGE_MAX = 4 + 2 * (OTA_NONCE_SHA256 + 1) + 1 };

/* Is it the newer way? */
bool ota_auth_is_new(const char *nonce);

/* Writes the hexadecimal answer, as long as the nonce, with a final NUL.  hash_by_md5: of the
 * newer way, the board has the password's MD5.  False if the machine's libcrypto cannot. */
bool ota_auth_response(char out[OTA_NONCE_SHA256 + 1], const char *password, const char *nonce,
                       const char *cnonce, bool hash_by_md5);

/* Writes the datagram "200 CNONCE RESPONSE\n" with a random cnonce. */
bool ota_auth_message(char out[OTA_AUTH_MESSAGE_MAX + 1], const char *password,
                      const char *nonce, bool hash_by_md5);

/* Writes the MD5 of size bytes in hexadecimal digits. */
bool ota_md5_hex(char out[OTA_NONCE_MD5 + 1], const void *data, size_t size);

#endif
