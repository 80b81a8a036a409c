/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream that is cut into packets.  Only the wanted packets are sent.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * There is one stream at a time.
 */
#ifndef STUB_LINE_PACKETS_H
#define STUB_LINE_PACKETS_H

#include "stub/request.h"

/* Bytes on the wire that end one packet and begin the next, escapes included. */
enum { PACKETS_BETWEEN = 2 * (ESP_HEADER_SIZE + sizeof(struct esp_region_trailer) +
                              sizeof(struct esp_packet_trailer) + ESP_STATUS_SIZE + 2) };

void packets_begin(const struct request *request);
void packets_put(uint8_t byte);
/* True if the next bytes will not be sent. */
bool packets_skipping(void);
/* True if no later byte will be sent. */
bool packets_over(void);
/* End the stream: with its trailer, or with an error. */
void packets_end(uint32_t address, uint32_t length, uint32_t crc);
void packets_fail(uint8_t status);

#endif
