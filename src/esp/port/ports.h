/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports that a board may hang on.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_PORT_PORTS_H
#define ESP_PORT_PORTS_H

#include <stddef.h>

#include "base/error.h"

struct esp_port {
    char *name;         /* /dev/ttyUSB0 */
    char *description;  /* as the system gives it; may be NULL */
    char *manufacturer; /* USB strings; may be NULL */
    char *product;
    char *serial;
    int vid, pid;       /* USB IDs, -1 when it is not USB */
};

/* All candidate ports sorted by name: USB adapters, Bluetooth left out, and
 * built-in UARTs (ttyS*) only when they are real.  Ports that have no node in
 * /dev are none.  *list is allocated, free it
 * with esp_ports_free().  Returns 0 or a negative enum esp_err. */
int esp_ports_list(struct esp_port **list, size_t *count);
void esp_ports_free(struct esp_port *list, size_t count);

#endif
