/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The value of --chip.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp-imgedit/imgedit_chip.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/chipfacts.h"
#include "cli/message.h"

static bool is_same(const char *one, const char *other)
{
    for (;;) {
        while (*one == '-')
            one++;
        while (*other == '-')
            other++;
        if (tolower((unsigned char)*one) != tolower((unsigned char)*other))
            return false;
        if (*one == '\0')
            return true;
        one++;
        other++;
    }
}

bool imgedit_chip_parse(const char *text, const struct esp_chipfacts **chip)
{
    char names[256] = "";

    *chip = NULL;
    for (size_t i = 0; text && i < ESP_FACTS_ROWS; i++) {
        size_t used = strlen(names);

        if (is_same(text, esp_chipfacts[i].name)) {
            *chip = &esp_chipfacts[i];
            return true;
        }
        snprintf(names + used, sizeof(names) - used, "%s%s", used ? ", " : "", esp_chipfacts[i].name);
    }
    if (text)
        message_error("--chip: '%s' is no chip of these: %s", text, names);
    return !text;
}
