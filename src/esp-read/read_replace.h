/* SPDX-License-Identifier: GPL-3.0-or-later */
/* esp-read --output: may the dump that is there be replaced?
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_READ_READ_REPLACE_H
#define ESP_READ_READ_REPLACE_H

#include <stdbool.h>

#include "board/device.h"
#include "board/range.h"

/* Refuses to replace the only backup of another board, or a dump that holds more than range,
 * which is resolved.  file: the place of the dump, NULL if the dump does not go into a file.
 * meta: the place of its description, or NULL.  force: only gives a notice.  Returns an exit
 * status; after a message if it is not STATUS_DONE. */
int replace_check(const char *file, const char *meta, const struct device *device,
                  const struct flash_range *range, bool force);

#endif
