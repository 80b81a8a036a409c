/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USB device that a serial port belongs to.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef SYSTEM_USBDEVICE_H
#define SYSTEM_USBDEVICE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    ESP_USB_TEXT = 128,
    ESP_USB_SERIAL_MIN = 6, /* many boards share a shorter serial number, such as "0" */
};

/* known: false if the system does not know the port as one of USB; then the rest means
 * nothing. */
struct esp_usbdevice {
    bool known;
    uint16_t vid, pid;
    char serial[ESP_USB_TEXT];    /* the serial number; empty if the port has none of its own */
    char location[ESP_USB_TEXT];  /* the place in the tree of hubs: "1-4.2"; empty if the system
                                   * does not tell it */
    char interface[ESP_USB_TEXT]; /* its number, where a device has several ports; or "" */
};

/* top: "", or the folder in which the tests have their own /sys and /dev.  tty: the name
 * without /dev. */
void esp_usbdevice_look(struct esp_usbdevice *device, const char *top, const char *tty);

/* Calls take() with each port of USB that has a device, until take() returns false. */
void esp_usbdevice_each(const char *top,
                        bool (*take)(void *ctx, const struct esp_usbdevice *device, const char *path),
                        void *ctx);

#endif
