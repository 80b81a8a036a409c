/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stream on its way out, cut into packets of which only some are sent.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * There is one at a time.
 */
#ifndef STUB_LINE_PACKETS_H
#define STUB_LINE_PACKETS_H

#include "stub/request.h"

/* Bytes on the wire that end one packet and begin the next, with escapes. */
enum { PACKETS_BETWEEN = 2 * (ESP_HEADER_SIZE + sizeof(struct esp_region_trailer) +
                              sizeof(struct esp_packet_trailer) + ESP_STATUS_SIZE + 2) };

void packets_begin(const struct request *request);
void packets_put(uint8_t byte);
/* True when the bytes that come next are not to be sent. */
bool packets_skipping(void);
/* True when nothing that comes is to be sent. */
bool packets_over(void);
/* Ends the stream: with its trailer, or with an error. */
void packets_end(uint32_t address, uint32_t length, uint32_t crc);
void packets_fail(uint8_t status);

#endif
