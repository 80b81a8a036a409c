/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two families of chips, as ArduinoOTA tells them apart.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Sources: esp8266/Arduino, ArduinoOTA.h and Updater.cpp; espressif/arduino-esp32,
 * ArduinoOTA.h; the pieces are those of both espota.py.
 */
#include "ota/ota_chips.h"

#include <stddef.h>
#include <string.h>

static const struct ota_chip chips[] = {
    {.name = "esp8266", .port = 8266, .piece = 1460, .unpacks = true},
    {.name = "esp32", .port = 3232, .piece = 1024, .later = true},
};
enum { CHIPS = sizeof(chips) / sizeof(chips[0]) };

const struct ota_chip *ota_chip_by_name(const char *name)
{
    for (size_t i = 0; i < CHIPS; i++) {
        if (strcmp(chips[i].name, name) == 0)
            return &chips[i];
    }
    return NULL;
}

const struct ota_chip *ota_chip_by_port(uint16_t port)
{
    for (size_t i = 0; i < CHIPS; i++) {
        if (chips[i].port == port)
            return &chips[i];
    }
    return NULL;
}

const struct ota_chip *ota_chip_of_core(bool first)
{
    return &chips[first ? 0 : 1];
}
