/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DIGEST and SPI_FLASH_MD5: the flash's digests.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_FLASH_DIGESTS_H
#define STUB_FLASH_DIGESTS_H

#include "stub/request.h"

void digests_flash_md5(const struct request *request);
void digests_digest(const struct request *request);

/* The answer to that DIGEST, from look.h's digests. */
void digests_send(const struct esp_digest_request *request);

#endif
