/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options that concern settings and files, as the rest of the program calls them.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Functions return an exit status, after a message unless it is STATUS_DONE.
 */
#ifndef ESP_IMGEDIT_SETTINGS_H
#define ESP_IMGEDIT_SETTINGS_H

#include "esp-imgedit/imgedit_apply.h"

/* Does --set, --replace-string, --table or --scrub.  argument: as typed, or NULL. */
int imgedit_settings(struct editing *editing, const char *option, const char *argument);

/* Does --settings. */
int imgedit_list(bool show_secrets, const struct esp_chipfacts *chip, const uint8_t *data,
                 size_t size);

#endif
