/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of --chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_IMGEDIT_IMGEDIT_CHIP_H
#define ESP_IMGEDIT_IMGEDIT_CHIP_H

#include <stdbool.h>

struct esp_chipfacts;

/* Finds a chip by its name, in upper or lower case, with dashes or without.  text: NULL
 * gives *chip = NULL.  False after a message if the name is not known. */
bool imgedit_chip_parse(const char *text, const struct esp_chipfacts **chip);

#endif
