/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eFuse (OTP) words of a virtual ESP8266 or ESP8285.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SIM_CHIP_ESP8266_EFUSE_H
#define SIM_CHIP_ESP8266_EFUSE_H

#include <stdbool.h>
#include <stdint.h>

/* Fills the four words at 0x3ff00050 for the given MAC address ("a0:20:a6:16:45:d2").
 * Addresses with 18:fe:34 and ac:d0:74 are stored in the short forms, all others in the
 * long form.  Returns -1 if the text is no MAC address. */
int efuse_make(uint32_t words[4], const char *mac, bool is_8285);

#endif
