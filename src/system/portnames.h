/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the serial ports of this machine.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_PORTNAMES_H
#define SYSTEM_PORTNAMES_H

#include <stdbool.h>

/* Calls take() with the path of each port that may have a board, in any order, until take()
 * returns false.  Leaves out consoles, ptys, Bluetooth, and ports without a node in /dev. */
void esp_portnames_each(bool (*take)(void *ctx, const char *path), void *ctx);

/* True for ports that libserialport can open: those with a device behind them.  A pty and a
 * screen have none. */
bool esp_portnames_has_hardware(const char *path);

#endif
