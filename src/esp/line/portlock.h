/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One program at a time on a serial device.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_PORTLOCK_H
#define ESP_LINE_PORTLOCK_H

#include "base/error.h"

/* Opens the device path and locks it until the descriptor is closed: with
 * flock(2), which pyserial and picocom honour too.  ESP_ERR_BUSY when somebody
 * else has such a lock, a UUCP lock file (ser2net, minicom) or exclusive use
 * (TIOCEXCL, which the kernel does not enforce for root); ESP_ERR_NOT_SERIAL
 * when it is no terminal device; otherwise as esp_transport_open().
 *
 * It is a descriptor of its own so that a port in use is left alone: the
 * back-ends change settings as they open. */
int esp_portlock_open(int *fd, const char *path, struct esp_fault *fault);

/* Releases the lock, for a library that takes the same one by a descriptor of
 * its own.  ESP_ERR_BUSY when there was none. */
int esp_portlock_yield(int fd);

#endif
