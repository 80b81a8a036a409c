/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of esp-write for chips in Secure Download Mode, whose flash cannot be read.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_WRITE_WRITE_BLIND_H
#define ESP_WRITE_WRITE_BLIND_H

#include "esp-write/write_check.h"

/* Refuses images around which bytes of the flash would have to be read and kept, and asks for
 * the user's consent.  Returns STATUS_DONE at once if the flash can be read. */
int write_check_blind(const struct image_list *list, const struct device *device,
                      const struct allowance *allowed, bool dry_run);

#endif
