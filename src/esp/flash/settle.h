/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flash that may be smaller than its ID says.  Samples raise the suspicion, and the first
 * change of the flash settles it.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_SETTLE_H
#define ESP_FLASH_SETTLE_H

#include "esp/flash/ops.h"

enum { ESP_FLASH_SMALLEST = ESP_BLOCK64_SIZE }; /* bytes of the smallest flash chips */

/* flash/repeats.c */
bool esp_sample_is_blank(const struct esp_flash_ops *ops, const struct esp_sample *sample);

/* Compares samples of the first "distance" bytes with samples of the bytes behind them. */
int esp_seems_to_repeat(struct esp_session *s, uint32_t distance, bool *repeats);

/* For a flash whose contents repeat.  Makes the first change that the plan wants, and looks
 * whether another place changed with it.  If another place changed, fails with
 * ESP_ERR_CHECK, and the change is taken back; the fault's text tells if that failed.  If
 * no other place changed, the suspicion is over.  If the plan changes nothing, the
 * suspicion stays. */
int esp_session_settle(struct esp_session *s, const struct esp_plan *plan);

/* flash/settle_change.c: makes the first change with this sector: erases the sector, or
 * writes its planned contents.  at: offset in the sector of a sample that will change. */
int esp_session_first_change(struct esp_session *s, const struct esp_sector *sector, uint32_t at,
                             bool erase);

/* Fails with ESP_ERR_CHECK: both addresses are one place of a flash of "size" bytes.  The
 * text "what" says what happened to that place. */
int esp_session_smaller(struct esp_session *s, uint32_t one, uint32_t other, uint32_t size,
                        const char *what);

/* Fails in the same way for two places that were both written: the flash holds only one. */
int esp_session_one_of_two(struct esp_session *s, uint32_t one, uint32_t other);

/* Fails with ESP_ERR_CHECK: the contents at the address were right, and are wrong since
 * other places were written. */
int esp_session_undone(struct esp_session *s, uint32_t address);

/* If both addresses reach one place of the flash, the flash has at most this many bytes.
 * 0 if the addresses cannot be one place. */
uint32_t esp_alias_size(uint32_t one, uint32_t other);

/* flash/write.c, flash/erase.c: writing and erasing as parts of larger work.  These
 * functions do not settle whether the flash is smaller, and do not check the flash's ID
 * afterwards. */
int esp_session_write_part(struct esp_session *s, const struct esp_write_request *request,
                           struct esp_write_report *report);
int esp_session_erase_part(struct esp_session *s, const struct esp_erase_request *request,
                           uint64_t *erased);

#endif
