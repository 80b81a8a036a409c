/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much the ESP32's stub takes at a time.  The stub uses 192 KB of data RAM.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32_ESP32_LIMITS_H
#define STUB_SOC_ESP32_ESP32_LIMITS_H

enum {
    STUB_REGION_MAX = 0x8000,
    STUB_WRITE_MAX = 0x4000,
    STUB_PACKET_MAX = 2 * STUB_REGION_MAX,
    STUB_IN_FLIGHT = 60 * 1024,
    STUB_REQUESTS = 16,
    STUB_REACH = 0x1000000, /* three bytes of address */
    STUB_FAR_REACH = ESP_FLASH_MAX, /* four bytes of address */
    STUB_LINES = 2,
    STUB_DIVISOR_PARTS = 16, /* the UART's divisor counts sixteenths */
    STUB_CHIP_NUMBER = 0,
    STUB_TIMED_TRIALS = 1,
    STUB_RING_SIZE = 0x10000,
    STUB_SEND_RING_SIZE = 0x2000,
    STUB_BUFFERS = 2,
    STUB_USB = 0,
    STUB_CYCLES_PER_US = 80, /* by the PLL; without the PLL, delays become longer */
};

#endif
