/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much this stub takes at a time.  The stub reports it in struct esp_stub_limits.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The limits depend on the chip's memory.  Each chip's folder has a list of limits, and
 * stub/build chooses the list.
 */
#ifndef STUB_LIMITS_H
#define STUB_LIMITS_H

#include "esp/wire/protocol.h"

#ifdef STUB_LIMITS
#include STUB_LIMITS
#else
/* For the unit tests on the host: as much as the host library can use. */
enum {
    STUB_REGION_MAX = ESP_REGION_MAX,
    STUB_WRITE_MAX = ESP_WRITE_MAX,
    STUB_PACKET_MAX = 2 * ESP_REGION_MAX,
    STUB_IN_FLIGHT = 28 * 1024,
    STUB_REQUESTS = 16,
    STUB_REACH = 0x1000000, /* bytes of flash by three bytes of address, */
    STUB_FAR_REACH = ESP_FLASH_MAX, /* and in a flash that has commands with four bytes */
    STUB_LINES = 2, /* on so many lines the controller can receive.  With 2 the chip has
                     * chip_flash_begin_read(). */
    STUB_DIVISOR_PARTS = 1, /* in these parts chip_uart_divisor() counts */
    STUB_CHIP_NUMBER = 5, /* that GET_SECURITY_INFO tells; 0: the chip's loader tells none, and so
                           * the stub does not know the command */
    STUB_TIMED_TRIALS = 1, /* if 1, CHANGE_BAUDRATE may tell the time of a trial */
    STUB_RING_SIZE = 0x8000,      /* bytes of the receive ring; a power of two */
    STUB_SEND_RING_SIZE = 0x2000, /* bytes of the send ring; a power of two */
    STUB_BUFFERS = 2, /* for contents to write: arena.h */
    STUB_CYCLES_PER_US = 80, /* that chip_cycles() counts, at the fastest clock that the UART may
                              * have; the host knows how long the waits are with this clock */
    STUB_USB = 1, /* if 1, the host may be on the chip's own USB port, which has packets and no
                   * rate */
};
#endif

/* The host refuses a stub that reports other limits. */
_Static_assert(STUB_REGION_MAX > 0 && STUB_REGION_MAX % ESP_SECTOR_SIZE == 0 &&
                   (int)STUB_REGION_MAX <= (int)ESP_REGION_MAX, "a region that the host takes");
_Static_assert(STUB_WRITE_MAX > 0 && STUB_WRITE_MAX % ESP_SECTOR_SIZE == 0 &&
                   (int)STUB_WRITE_MAX <= (int)ESP_WRITE_MAX, "contents that the host gives");
_Static_assert((int)STUB_PACKET_MAX >= (int)ESP_PACKET_TOLD_MIN, "packets that the host asks for");
_Static_assert((int)STUB_FAR_REACH == (int)STUB_REACH || STUB_LINES == 2,
               "chip_flash_begin_read(), which sends four bytes of address");
_Static_assert(STUB_RING_SIZE > STUB_IN_FLIGHT + 1024, "and some noise between requests");

#endif
