/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine code of the stub, generated from stub/bin at build time.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_ROM_ESP32S3_ESP32S3_STUBS_H
#define ESP_ROM_ESP32S3_ESP32S3_STUBS_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t esp_stub_esp32s3[];
extern const size_t esp_stub_esp32s3_size; /* bytes */

#endif
