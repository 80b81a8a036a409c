/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub's flash operations, which esp_flash_by_stub lists (flash/ops.h).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_STUB_STUB_OPS_H
#define ESP_FLASH_STUB_STUB_OPS_H

#include "esp/flash/ops.h"

int esp_stub_read(struct esp_session *s, const struct esp_read_request *request,
                  struct esp_proof *proof, uint64_t *reused);
int esp_stub_compare(struct esp_comparison *c);
int esp_stub_write(struct esp_session *s, struct esp_plan *plan,
                   const struct esp_write_request *request, struct esp_write_report *report);
int esp_stub_erase(struct esp_session *s, const struct esp_erase_request *request,
                   uint64_t *erased);

#endif
