/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The functions of the ESP32's boot ROM that programs call.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Addresses and names are from ESP-IDF's esp32.rom.ld.
 */
#include "sim/chip/esp32/rom/rom32_private.h"

bool rom32_call(struct rom32 *rom, uint32_t address)
{
    (void)rom;
    (void)address;
    return false;
}
