/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two families of chips, as ArduinoOTA tells them apart.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Arduino has one core for the ESP8266, and one for the ESP32 and all chips after it.  The
 * two cores have different ports and different codes of errors.
 */
#ifndef OTA_OTA_CHIPS_H
#define OTA_OTA_CHIPS_H

#include <stdbool.h>
#include <stdint.h>

struct ota_chip {
    const char *name; /* as --chip has it */
    uint16_t port;    /* UDP, where the board waits for invitations */
    uint16_t piece;   /* bytes of the image that are sent before the board must answer */
    bool later;       /* the core of the ESP32 and later chips */
    bool unpacks;     /* takes an image in gzip's format, and unpacks it at the next start */
};

/* NULL: no family has this name. */
const struct ota_chip *ota_chip_by_name(const char *name);

/* The family of a port where boards wait for invitations; NULL: it is no family's usual
 * port. */
const struct ota_chip *ota_chip_by_port(uint16_t port);

/* The family of an image's chip.  first: does the chip belong to the family with the older
 * core? */
const struct ota_chip *ota_chip_of_core(bool first);

#endif
