/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flash that may be smaller than its ID says: samples of it, and the first change, which
 * tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_SETTLE_H
#define ESP_FLASH_SETTLE_H

#include "esp/flash/ops.h"

enum { ESP_FLASH_SMALLEST = ESP_BLOCK64_SIZE }; /* of the flashes that there are */

/* flash/repeats.c */
bool esp_sample_is_blank(const struct esp_flash_ops *ops, const struct esp_sample *sample);

/* Compares by samples what is in the first distance bytes with what follows: the
 * beginning, where a program is, decides it mostly; settings are at the end. */
int esp_seems_to_repeat(struct esp_session *s, uint32_t distance, bool *repeats);

/* For a flash whose contents repeat: makes the first change that the plan wants anyway,
 * and looks whether another place changed with it.  ESP_ERR_CHECK, with a detail, where
 * one did: then the change was taken back, or the detail says that it could not be.  Else
 * the suspicion is over, unless there is nothing to change. */
int esp_session_settle(struct esp_session *s, const struct esp_plan *plan);

/* flash/settle_change.c: that, of this sector, which is erased or gets what it wants.
 * at: bytes from its start on, where a sample of it is going to be another one. */
int esp_session_first_change(struct esp_session *s, const struct esp_sector *sector, uint32_t at,
                             bool erase);

/* Says that both addresses are one place of a flash of so many bytes: ESP_ERR_CHECK.
 * what: what was changed. */
int esp_session_smaller(struct esp_session *s, uint32_t one, uint32_t other, uint32_t size,
                        const char *what);

/* The same of two places that a write wants, of which the flash holds one. */
int esp_session_one_of_two(struct esp_session *s, uint32_t one, uint32_t other);

/* Says that what was right there is not right any more since something else was
 * written: ESP_ERR_CHECK. */
int esp_session_undone(struct esp_session *s, uint32_t address);

/* The bytes that the flash has at most if these are one place of it: 0 where they cannot
 * be that. */
uint32_t esp_alias_size(uint32_t one, uint32_t other);

/* flash/write.c, flash/erase.c: as parts of other work, for flashes of which nothing is
 * suspected, and without a look at the flash's ID afterwards. */
int esp_session_write_part(struct esp_session *s, const struct esp_write_request *request,
                           struct esp_write_report *report);
int esp_session_erase_part(struct esp_session *s, const struct esp_erase_request *request,
                           uint64_t *erased);

#endif
