/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Declarations that the foreign_*.c files share.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_FOREIGN_FOREIGN_IMPL_H
#define ESP_FLASH_FOREIGN_FOREIGN_IMPL_H

#include "esp/flash/rom/cmdflash_impl.h"

/* The functions of struct esp_cmdflash_acts. */
int esp_foreign_fetch(struct esp_session *s, uint32_t address, uint32_t size, uint8_t *data);
int esp_foreign_erase_run(struct esp_session *s, uint32_t address, uint32_t size);
int esp_foreign_write_run(struct esp_session *s, uint32_t address, uint32_t size,
                          const uint8_t *data);

#endif
