/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other processes that have a serial device open.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_PORTUSERS_H
#define SYSTEM_PORTUSERS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { ESP_PORTUSER_TEXT = 48 }; /* bytes; Linux gives a process a name of 15 */

/* "process 123 (minicom)"; without the name if the system does not tell it. */
void esp_portuser_describe(char text[ESP_PORTUSER_TEXT], long pid);

/* Describes a process that has this device open, except our own.  Only Linux tells, and only
 * about the processes of this user; root sees all. */
bool esp_portusers_find(dev_t device, char text[ESP_PORTUSER_TEXT]);

#endif
