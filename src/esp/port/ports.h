/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports that may have a board.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef ESP_PORT_PORTS_H
#define ESP_PORT_PORTS_H

#include <stddef.h>

#include "base/error.h"

struct esp_port {
    char *name;         /* /dev/ttyUSB0 */
    char *description;  /* from the system; may be NULL */
    char *manufacturer; /* USB strings; may be NULL */
    char *product;
    char *serial;
    int vid, pid;       /* USB IDs; -1: the port is not on USB */
};

/* Lists all candidate ports, sorted by name: USB adapters, and built-in UARTs (ttyS*) that
 * really exist.  Leaves out Bluetooth, and ports without a node in /dev.  *list is
 * allocated; free it with esp_ports_free().  Returns 0 or a negative enum esp_err. */
int esp_ports_list(struct esp_port **list, size_t *count);
void esp_ports_free(struct esp_port *list, size_t count);

#endif
