/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which options go together.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_OTA_OTA_OPTIONS_H
#define ESP_OTA_OTA_OPTIONS_H

#include <stdbool.h>

struct gengetopt_args_info;

/* An option that the work would not look at is a mistake: a user who gives --dry-run believes
 * that nothing happens.  False after a message. */
bool ota_options_check(const struct gengetopt_args_info *args);

#endif
