/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the loaders of the chips since the ESP32-S2 tell about themselves.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_SECURITY_H
#define ESP_ROM_SECURITY_H

#include <stdbool.h>
#include <stdint.h>

#include "esp/wire/command.h"

/* Bits of the flags.  Source: esptool 5.3.1, loader.py (SECURITY_INFO_FLAG_MAP). */
enum {
    ESP_SECURITY_BOOT = 1 << 0,     /* secure boot is on */
    ESP_SECURITY_DOWNLOAD = 1 << 2, /* Secure Download Mode: the loader takes a few commands
                                     * only */
};

struct esp_security {
    uint32_t flags;
    uint8_t crypt_count; /* flash encryption is on if an odd number of its bits is set */
    bool has_chip_id;    /* the ESP32-S2's loader does not tell the next number */
    uint32_t chip_id;    /* the number that is in the chip's images, too */
};

/* Is the loader in Secure Download Mode? */
static inline bool esp_security_restricts(const struct esp_security *security)
{
    return security->flags & ESP_SECURITY_DOWNLOAD;
}

/* Asks for GET_SECURITY_INFO until two answers agree: the answer has no check sum.
 * ESP_ERR_STATUS if the loader does not know the command. */
int esp_rom_security(struct esp_link *link, struct esp_security *security);

#endif
