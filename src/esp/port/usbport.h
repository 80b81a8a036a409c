/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip's own USB port: recognising the port, and finding it again.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A chip with USB has no adapter beside it.  Such a port has no line rate, and may go away
 * when the chip is reset.  When it comes back, its device may have another name.
 */
#ifndef ESP_PORT_USBPORT_H
#define ESP_PORT_USBPORT_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "system/usbdevice.h"

/* What all ports with these IDs have in common. */
struct esp_usbkind {
    uint16_t vid, pid;
    const char *link;  /* how udev begins the name of a link in /dev/serial/by-id; or NULL */
    const char *reset; /* the name of its reset sequences, as in esp/line/reset.h; NULL: any */
    bool core_reset;   /* its lines reset the chip's core only: the chip keeps its straps */
    uint16_t block_max; /* bytes in a block of a program that the loader takes; 0: any */
    bool by_rom; /* a program in the ROM makes the port, and our stubs do not know it */
};

/* A port, and what stays the same when its device gets another name. */
struct esp_usbport {
    const struct esp_usbkind *kind; /* NULL: this is not a chip's own port */
    struct esp_usbdevice device;
    char link[PATH_MAX];   /* the name that the user gave, if udev keeps it up to date; or "" */
};

/* Looks at the port that the user called "name", whose device is "path".  top: "", or the
 * folder in which the tests have their own /sys and /dev. */
void esp_usbport_look(struct esp_usbport *port, const char *top, const char *name,
                      const char *path);

/* Can the port be found again if its device gets another name? */
bool esp_usbport_lasting(const struct esp_usbport *port);

/* The device that the port has now.  False if the port is not there.  Opens nothing. */
bool esp_usbport_find(const struct esp_usbport *port, const char *top, char path[PATH_MAX]);

/* True for names of devices that go away and come back: a port of this name may only be away
 * at the moment. */
bool esp_usbport_may_come(const char *name);

#endif
