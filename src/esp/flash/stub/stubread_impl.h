/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Internals of reading flash, shared by stubread.c and stubread_answer.c.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_STUB_STUBREAD_IMPL_H
#define ESP_FLASH_STUB_STUBREAD_IMPL_H

#include "esp/flash/stub/stubread.h"

enum {
    ESP_TOO_MANY = 16,        /* at this score the reader goes to a lower rate */
    ESP_PACKET_OVERHEAD = 32, /* bytes that a packet costs in addition to its data, about */
};

/* The i-th part from the front. */
struct esp_slot *esp_reader_slot(const struct esp_reader *r, unsigned i);

/* The packet size that costs least on this line. */
uint32_t esp_reader_best_packet(const struct esp_reader *r);

/* Asks for the packets of the part that are missing. */
int esp_reader_ask(struct esp_reader *r, struct esp_slot *slot);

/* stubread_answer.c: takes an answer of any kind. */
int esp_reader_handle(struct esp_reader *r, const struct esp_answer *answer);

/* The answer to the part's last request has ended, and packets are missing. */
int esp_reader_lost(struct esp_reader *r, struct esp_slot *slot);

/* Notes that requests up to this order are answered or lost. */
void esp_reader_set_over(struct esp_reader *r, uint64_t order);

/* Counts frames that arrived damaged. */
void esp_reader_count_damage(struct esp_reader *r, unsigned frames);

#endif
