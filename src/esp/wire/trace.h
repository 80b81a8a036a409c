/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes over the line, as lines of text for a bug report.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WIRE_TRACE_H
#define ESP_WIRE_TRACE_H

#include <stdbool.h>

struct esp_trace;
struct esp_transport;

/* Reports each frame on this transport to line().  Flash holds passwords: without contents, all
 * that may come from a flash or go to one is told as a length, from 64 bytes on with its CRC-32.
 * (A CRC-32 of fewer bytes tells too much of them.)  With contents, everything is told.
 *
 * Returns NULL if memory runs out.  The trace must live as long as the transport. */
struct esp_trace *esp_trace_begin(struct esp_transport *t, bool contents,
                                  void (*line)(void *ctx, const char *text), void *ctx);
void esp_trace_free(struct esp_trace *trace);

#endif
