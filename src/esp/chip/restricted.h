/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be known of a chip whose loader is in Secure Download Mode, and which programs a
 * chip's ROM starts.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * In Secure Download Mode the loader knows SYNC, GET_SECURITY_INFO, SPI_ATTACH, SPI_SET_PARAMS,
 * CHANGE_BAUDRATE, FLASH_BEGIN, FLASH_DATA and FLASH_END.  It reads neither registers nor flash,
 * computes no digest and starts no program (esptool's manual, "Serial Protocol": "Supported in
 * Secure Download Mode").
 */
#ifndef ESP_CHIP_RESTRICTED_H
#define ESP_CHIP_RESTRICTED_H

#include "esp/chip/family.h"

/* Bytes of flash that a ROM believes in before it is told the size: seen on the ROMs of ESP32 and
 * ESP32-C3. */
enum { ESP_ROM_BELIEVES = 0x200000 };

/* Fills the identity from GET_SECURITY_INFO: what is secured, and no fuse. */
int esp_restricted_identity(const struct esp_family *family, struct esp_link *link,
                            struct esp_identity *identity);

/* The clock of the family's UARTs in Hz, if boards with this chip have one crystal only; otherwise
 * 0. */
uint32_t esp_restricted_clock(const struct esp_family *family);

/* Why the ROM of this chip starts no program that is sent to it: the end of a sentence that
 * begins with "no stub runs on this chip".  NULL: it starts programs. */
const char *esp_chip_refuses_code(const struct esp_family *family,
                                  const struct esp_identity *identity, bool secured);

#endif
