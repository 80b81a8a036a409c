/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USB device that a serial port belongs to, as far as libserialport tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/usbdevice.h"

#include <libserialport.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "system/portnames.h"

/* libserialport does not tell a place that stays the same.  So only ports with a serial number
 * of their own are known.  The tests' own /sys means nothing here. */
void esp_usbdevice_look(struct esp_usbdevice *device, const char *top, const char *tty)
{
    struct sp_port *port = NULL;
    const char *serial;
    char path[PATH_MAX];
    int vid, pid;

    *device = (struct esp_usbdevice){0};
    if (top[0] || (size_t)snprintf(path, sizeof(path), "/dev/%s", tty) >= sizeof(path) ||
        sp_get_port_by_name(path, &port) != SP_OK)
        return;
    serial = sp_get_port_usb_serial(port);
    if (sp_get_port_usb_vid_pid(port, &vid, &pid) == SP_OK && serial &&
        strlen(serial) >= ESP_USB_SERIAL_MIN && strlen(serial) < ESP_USB_TEXT) {
        device->known = true;
        device->vid = (uint16_t)vid;
        device->pid = (uint16_t)pid;
        memcpy(device->serial, serial, strlen(serial) + 1);
    }
    sp_free_port(port);
}

struct search {
    bool (*take)(void *ctx, const struct esp_usbdevice *device, const char *path);
    void *ctx;
};

static bool take_known(void *ctx, const char *path)
{
    const struct search *search = ctx;
    struct esp_usbdevice seen;

    esp_usbdevice_look(&seen, "", path + strlen("/dev/"));
    return !seen.known || search->take(search->ctx, &seen, path);
}

void esp_usbdevice_each(const char *top,
                        bool (*take)(void *ctx, const struct esp_usbdevice *device, const char *path),
                        void *ctx)
{
    struct search search = {take, ctx};

    if (!top[0])
        esp_portnames_each(take_known, &search);
}
