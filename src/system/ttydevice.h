/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding out whether a device is a terminal, without opening the device.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Opening a serial device changes its modem lines and may wait for ever.  Opening a
 * watchdog or a tape already has an effect.
 */
#ifndef SYSTEM_TTYDEVICE_H
#define SYSTEM_TTYDEVICE_H

#include <stdbool.h>
#include <sys/types.h>

/* device: the st_rdev of a character device.  True for a terminal, a pty or a serial
 * device. */
bool esp_ttydevice_is(dev_t device);

/* True for screens: no board is connected to a screen, and its user would see our bytes. */
bool esp_ttydevice_is_screen(dev_t device);

#endif
