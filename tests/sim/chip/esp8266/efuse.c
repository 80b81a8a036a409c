/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eFuse (OTP) words of a virtual ESP8266 or ESP8285.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Source: how esptool and the SDK read the words.  Word 0 bits 31:24 and word 1 bits 15:0
 * are the low half of the MAC address.  The manufacturer's half is in word 3 bits 23:0; if
 * those are zero, word 1 bits 23:16 choose it.
 */
#include "sim/chip/esp8266/efuse.h"

#include <stdio.h>
#include <string.h>

enum {
    OUI_OF_WORD1_0 = 0x18fe34,
    OUI_OF_WORD1_1 = 0xacd074,
    /* An ESP8285 has bit 80 (word 2, bit 16) or bit 4 (word 0) set.  The ESP8285 with 1 MB
     * has bit 4 without bit 121 (word 3, bit 25). */
    WORD0_IS_8285 = 1 << 4,
    WORD2_IS_8285 = 1 << 16,
};

static void set_oui(uint32_t words[4], uint32_t oui)
{
    if (oui == OUI_OF_WORD1_0)
        return;
    if (oui == OUI_OF_WORD1_1)
        words[1] |= 1 << 16;
    else
        words[3] |= oui;
}

int efuse_make(uint32_t words[4], const char *mac, bool is_8285)
{
    unsigned b[6];
    char rest;

    if (sscanf(mac, "%2x:%2x:%2x:%2x:%2x:%2x%c", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
               &rest) != 6)
        return -1;
    memset(words, 0, 4 * sizeof words[0]);
    words[0] = b[5] << 24;
    words[1] = b[3] << 8 | b[4];
    set_oui(words, b[0] << 16 | b[1] << 8 | b[2]);
    if (is_8285) {
        words[0] |= WORD0_IS_8285;
        words[2] |= WORD2_IS_8285;
    }
    return 0;
}
