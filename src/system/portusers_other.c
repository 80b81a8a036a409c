/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other processes that have a serial device open, where no file tells which they are.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/portusers.h"

#include <stdio.h>

void esp_portuser_describe(char text[ESP_PORTUSER_TEXT], long pid)
{
    snprintf(text, ESP_PORTUSER_TEXT, "process %ld", pid);
}

bool esp_portusers_find(dev_t device, char text[ESP_PORTUSER_TEXT])
{
    (void)device;
    (void)text;
    return false;
}
