/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the ESP8266's stub takes at a time.  The chip has 80 KB of data RAM, and 32 KB
 * of instruction RAM that takes only whole words.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP8266_ESP8266_LIMITS_H
#define STUB_SOC_ESP8266_ESP8266_LIMITS_H

enum {
    STUB_REGION_MAX = 0x8000,
    STUB_WRITE_MAX = 0x4000,
    STUB_PACKET_MAX = 2 * STUB_REGION_MAX,
    STUB_IN_FLIGHT = 28 * 1024,
    STUB_REQUESTS = 16,
    STUB_REACH = 0x1000000, /* three bytes of address */
    STUB_FAR_REACH = STUB_REACH,
    STUB_LINES = 1,
    STUB_DIVISOR_PARTS = 1, /* the UART's divisor is a whole number */
    STUB_CHIP_NUMBER = 0,
    STUB_TIMED_TRIALS = 0,
    STUB_RING_SIZE = 0x8000,
    STUB_SEND_RING_SIZE = 0x2000,
    STUB_BUFFERS = 1,
    STUB_USB = 0,
    STUB_CYCLES_PER_US = 80, /* the fastest clock, with a 40 MHz crystal.  With the usual 26 MHz
                              * crystal it is 52 MHz, and delays become longer, as they do in
                              * the ROM */
};

#endif
