/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIGEST requests and their answers as bytes.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WIRE_DIGEST_H
#define ESP_WIRE_DIGEST_H

#include <stdbool.h>

#include "esp/wire/command.h"

enum { ESP_DIGEST_REQUEST_SIZE = sizeof(struct esp_digest_request) };

/* How many digests the request asks for. */
uint32_t esp_digest_count(const struct esp_digest_request *request);

void esp_digest_encode(const struct esp_digest_request *request,
                       uint8_t bytes[ESP_DIGEST_REQUEST_SIZE]);

/* Sends the request and does not wait for the answer. */
int esp_digest_send(struct esp_link *link, const struct esp_digest_request *request);

/* Returns the digests of an undamaged answer, and in *about which request the answer
 * belongs to.  NULL if the answer is damaged or is no answer to DIGEST. */
const uint8_t *esp_digest_open(const struct esp_answer *answer, struct esp_digest_request *about);

/* Copies the digests from an answer.  False if the answer is damaged or does not belong to
 * this request. */
bool esp_digest_decode(const struct esp_digest_request *request, const struct esp_answer *answer,
                       uint8_t (*md5)[ESP_MD5_SIZE]);

#endif
