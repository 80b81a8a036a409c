/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which ports a device line may name.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A device line may come from another machine or from a downloaded file.  What a
 * user types himself may be anything that esp_transport_open() takes, and a gensio
 * string among that can start a program or overwrite a file.
 */
#ifndef ESP_PORT_PORTNAME_H
#define ESP_PORT_PORTNAME_H

#include "base/error.h"

/* 0 when name is one of these:
 *   rfc2217://HOST:PORT, socket://HOST:PORT   a host's name or address of nothing but
 *                                             letters, digits and .-_ (IPv6 in brackets),
 *                                             a port from 1 to 65535; behind it options
 *                                             of letters, digits and ?&=_.
 *   the path of a serial device or pty, or of a symbolic link to one
 *   a path where nothing is: a device that was unplugged since
 * Else ESP_ERR_ARG, with the reason in fault.  Nothing is opened. */
int esp_portname_check(const char *name, struct esp_fault *fault);

#endif
