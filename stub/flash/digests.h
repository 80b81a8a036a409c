/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The commands DIGEST and SPI_FLASH_MD5: digests of the flash.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_DIGESTS_H
#define STUB_FLASH_DIGESTS_H

#include "stub/request.h"

void digests_flash_md5(const struct request *request);
void digests_digest(const struct request *request);

/* Sends the answer to this request: the request, and then these bytes. */
void digests_answer(uint8_t op, const struct esp_digest_request *request, const void *bytes,
                    uint32_t size);

/* Sends the answer to this DIGEST, with the digests from look.h. */
void digests_send(const struct esp_digest_request *request);

#endif
