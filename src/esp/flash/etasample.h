/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples that tell which units of a range are probably blank, for the time that is left.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_FLASH_ETASAMPLE_H
#define ESP_FLASH_ETASAMPLE_H

#include "esp/session/session_impl.h"

/* Takes samples with equal distances, and tells s->eta what they say.  Units begin at multiples
 * of unit bytes.  Takes none of a short range, or if the round trips would take seconds.  Only
 * errors that no other try mends are errors here. */
int esp_eta_sample(struct esp_session *s, uint32_t offset, uint32_t size, uint32_t unit);

#endif
