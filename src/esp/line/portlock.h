/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking: only one program at a time uses a serial device.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_LINE_PORTLOCK_H
#define ESP_LINE_PORTLOCK_H

#include "base/error.h"

/* Opens the device path, and locks it with flock(2) until the descriptor is closed.
 * pyserial and picocom honour this lock, too.  ESP_ERR_BUSY if another program has such a
 * lock, a UUCP lock file (ser2net, minicom) or exclusive use (TIOCEXCL, which the kernel
 * does not enforce for root).  ESP_ERR_NOT_SERIAL if path is no terminal device.  Other
 * errors as esp_transport_open().
 *
 * The lock has a descriptor of its own, because the back-ends change settings when they
 * open a port, and a port that another program uses must keep its settings. */
int esp_portlock_open(int *fd, const char *path, struct esp_fault *fault);

/* Releases the lock for a library that takes the same lock by its own descriptor.
 * ESP_ERR_BUSY if there was no lock. */
int esp_portlock_yield(int fd);

#endif
