/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checking the port that a device line names.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A device line may come from another machine or from a downloaded file, so it may name
 * only harmless ports.  Users may name any port that esp_transport_open() accepts; among
 * these are gensio strings, which can start programs or overwrite files.
 */
#ifndef ESP_PORT_PORTNAME_H
#define ESP_PORT_PORTNAME_H

#include "base/error.h"

/* 0 when name is one of these:
 *   rfc2217://HOST:PORT, socket://HOST:PORT   a host's name or address that has only
 *                                             letters, digits and .-_ (IPv6 in brackets),
 *                                             a port from 1 to 65535; behind it options
 *                                             of letters, digits and ?&=_.
 *   the path of a serial device or pty, or of a symbolic link to one
 *   a path where no file is: the device may have been unplugged
 * Otherwise ESP_ERR_ARG, with the reason in fault.  Opens nothing. */
int esp_portname_check(const char *name, struct esp_fault *fault);

#endif
