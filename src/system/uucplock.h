/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lock files that other programs make for a serial device (UUCP, ser2net, minicom).
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_UUCPLOCK_H
#define SYSTEM_UUCPLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Writes the name of the lock file number i, from 0 on, that a program may have made for the
 * device.  name: the last part of the device's path.  False if there are no more.  Lock files
 * are named after the device.  Some programs also name a lock file after the device's number
 * (SVR4), because a program may know the device by the name of a link. */
bool esp_uucplock_file(unsigned i, const char *name, dev_t device, char *file, size_t size);

#endif
