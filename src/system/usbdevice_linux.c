/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The USB device that a serial port belongs to: sysfs of Linux tells.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/usbdevice.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    /* From the device of a tty up to its USB device: the interface, and with some drivers a
     * port of the interface. */
    LEVELS_MAX = 4,
    NAME_ROOM = 64, /* for a name in /sys/class/tty; longer ones are not looked at */
};

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Reads the first line of the attribute.  False if the attribute does not exist, or its line
 * is too long. */
static bool attribute(const char *device, const char *name, char text[ESP_USB_TEXT])
{
    char path[PATH_MAX];
    FILE *file;
    bool good;

    text[0] = '\0';
    if ((size_t)snprintf(path, sizeof(path), "%s/%s", device, name) >= sizeof(path))
        return false;
    file = fopen(path, "re");
    if (!file)
        return false;
    good = fgets(text, ESP_USB_TEXT, file) != NULL && strchr(text, '\n');
    fclose(file);
    text[good ? strcspn(text, "\n") : 0] = '\0';
    return good;
}

static bool id_attribute(const char *device, const char *name, uint16_t *id)
{
    char text[ESP_USB_TEXT];
    unsigned value;

    if (!attribute(device, name, text) || sscanf(text, "%4x", &value) != 1)
        return false;
    *id = (uint16_t)value;
    return true;
}

/* The folder of the USB device that the tty belongs to, and the number of the interface. */
static bool usb_device(const char *top, const char *tty, char device[PATH_MAX],
                       char interface[ESP_USB_TEXT])
{
    char path[PATH_MAX];
    uint16_t vid;

    if ((size_t)snprintf(path, sizeof(path), "%s/sys/class/tty/%s/device", top, tty) >=
            sizeof(path) ||
        !realpath(path, device))
        return false;
    interface[0] = '\0';
    for (int i = 0; i < LEVELS_MAX; i++) {
        char *slash = strrchr(device, '/');

        if (!interface[0])
            attribute(device, "bInterfaceNumber", interface);
        if (id_attribute(device, "idVendor", &vid))
            return true;
        if (!slash || slash == device)
            return false;
        *slash = '\0';
    }
    return false;
}

void esp_usbdevice_look(struct esp_usbdevice *device, const char *top, const char *tty)
{
    char folder[PATH_MAX];

    *device = (struct esp_usbdevice){0};
    device->known = usb_device(top, tty, folder, device->interface) &&
                    id_attribute(folder, "idVendor", &device->vid) &&
                    id_attribute(folder, "idProduct", &device->pid) &&
                    strlen(last_part(folder)) < ESP_USB_TEXT;
    if (!device->known)
        return;
    memcpy(device->location, last_part(folder), strlen(last_part(folder)) + 1);
    if (!attribute(folder, "serial", device->serial) ||
        strlen(device->serial) < ESP_USB_SERIAL_MIN)
        device->serial[0] = '\0';
}

void esp_usbdevice_each(const char *top,
                        bool (*take)(void *ctx, const struct esp_usbdevice *device, const char *path),
                        void *ctx)
{
    char path[PATH_MAX];
    const struct dirent *entry;
    bool more = true;
    DIR *folder;

    if ((size_t)snprintf(path, sizeof(path), "%s/sys/class/tty", top) >= sizeof(path))
        return;
    folder = opendir(path);
    while (folder && more && (entry = readdir(folder))) {
        struct esp_usbdevice seen;

        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= NAME_ROOM)
            continue;
        esp_usbdevice_look(&seen, top, entry->d_name);
        if (seen.known &&
            (size_t)snprintf(path, sizeof(path), "%s/dev/%s", top, entry->d_name) < sizeof(path) &&
            access(path, F_OK) == 0)
            more = take(ctx, &seen, path);
    }
    if (folder)
        closedir(folder);
}
