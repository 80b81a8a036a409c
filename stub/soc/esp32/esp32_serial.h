/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface of interrupt.S.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef STUB_SOC_ESP32_ESP32_SERIAL_H
#define STUB_SOC_ESP32_ESP32_SERIAL_H

#include <stdint.h>

/* The CPU goes to these for an interrupt of level 3, and for everything else that it has a
 * vector for. */
extern const uint32_t interrupt_uart[], interrupt_other[];

#endif
