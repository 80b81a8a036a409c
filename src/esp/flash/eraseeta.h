/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long erasing still takes.  Samples tell which blocks are probably blank.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ERASEETA_H
#define ESP_FLASH_ERASEETA_H

#include "esp/session/session_impl.h"

/* Begins to estimate, if the request has a progress. */
int esp_erase_begin_eta(struct esp_session *s, const struct esp_erase_request *request);

/* The block of 64 KB with this address is done.  erased: it was not blank. */
void esp_erase_block_eta(struct esp_session *s, const struct esp_erase_request *request,
                         uint32_t address, bool erased);

#endif
