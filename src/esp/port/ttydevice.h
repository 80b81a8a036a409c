/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a device is a terminal, found out without opening it.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * Opening moves the modem lines of a serial device, may wait for ever, and already does
 * something where the device is a watchdog or a tape.
 */
#ifndef ESP_PORT_TTYDEVICE_H
#define ESP_PORT_TTYDEVICE_H

#include <stdbool.h>
#include <sys/types.h>

/* device: the st_rdev of a character device.  True for a terminal, a pty or a serial
 * device. */
bool esp_ttydevice_is(dev_t device);

#endif
