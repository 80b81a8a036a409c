/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip's own USB port: recognising the port, and finding it again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/usbport.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    ESPRESSIF = 0x303a, /* vendor ID */
    /* From the device of a tty up to its USB device: the interface, and with some drivers a
     * port of the interface. */
    LEVELS_MAX = 4,
    SERIAL_MIN = 6, /* many boards share a shorter serial number, such as "0" */
    NAME_ROOM = 64, /* for a name in /sys/class/tty; longer ones are not looked at */
};

/* The IDs are from https://github.com/espressif/esp-launchpad (js/utils.js: usbPortFilters), the
 * size of blocks from esptool 5.3.1 (USB_RAM_BLOCK). */
static const struct esp_usbkind kinds[] = {
    /* USB-Serial/JTAG: the hardware of the ESP32-C3, S3, C6, H2 and others */
    {.vid = ESPRESSIF, .pid = 0x1001, .link = "usb-Espressif_USB_JTAG_serial_debug_unit_",
     .reset = "usb-jtag", .core_reset = true},
    /* USB-OTG: a program in the boot ROM of the ESP32-S2 and of the ESP32-S3 */
    {.vid = ESPRESSIF, .pid = 0x0002, .core_reset = true, .block_max = 0x800},
    {.vid = ESPRESSIF, .pid = 0x0009, .core_reset = true, .block_max = 0x800},
};

/* True if name is in a folder of that name. */
static bool in_folder(const char *name, const char *folder)
{
    const char *slash = strrchr(name, '/');
    size_t length = strlen(folder);

    return slash && (size_t)(slash - name) >= length &&
           memcmp(slash - length, folder, length) == 0 &&
           ((size_t)(slash - name) == length || slash[-(long)length - 1] == '/');
}

/* udev keeps the links in these folders of /dev/serial up to date. */
static bool is_udev_link(const char *name)
{
    return in_folder(name, "by-id") || in_folder(name, "by-path");
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* ---- sysfs ---- */

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

/* Fills what sysfs knows of the tty. */
static void look_in_sysfs(struct esp_usbport *port, const char *top, const char *tty,
                          uint16_t *pid)
{
    char device[PATH_MAX];

    port->known = usb_device(top, tty, device, port->interface) &&
                  id_attribute(device, "idVendor", &port->vid) &&
                  id_attribute(device, "idProduct", pid) &&
                  strlen(last_part(device)) < ESP_USB_TEXT;
    if (!port->known)
        return;
    memcpy(port->location, last_part(device), strlen(last_part(device)) + 1);
    if (!attribute(device, "serial", port->serial) || strlen(port->serial) < SERIAL_MIN)
        port->serial[0] = '\0';
}

void esp_usbport_look(struct esp_usbport *port, const char *top, const char *name,
                      const char *path)
{
    uint16_t pid = 0;

    *port = (struct esp_usbport){0};
    look_in_sysfs(port, top, last_part(path), &pid);
    if (is_udev_link(name) && strlen(name) < sizeof(port->link))
        memcpy(port->link, name, strlen(name) + 1);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct esp_usbkind *kind = &kinds[i];
        const char *link = port->link[0] && kind->link ? last_part(port->link) : "";

        /* A container may have the link, and no sysfs of its host. */
        if (port->known ? port->vid == kind->vid && pid == kind->pid
                        : *link && strncmp(link, kind->link, strlen(kind->link)) == 0)
            port->kind = kind;
    }
}

bool esp_usbport_lasting(const struct esp_usbport *port)
{
    return port->link[0] || (port->kind && port->known);
}

/* ---- finding ---- */

static bool same_place(const struct esp_usbport *port, const struct esp_usbport *seen)
{
    return strcmp(seen->location, port->location) == 0;
}

/* A serial number tells a board apart.  Without one, the board is the one that is in the same
 * place; the product may be another one, because the application may have its own.  A user who
 * named a place means the place. */
static bool same_board(const struct esp_usbport *port, const struct esp_usbport *seen)
{
    if (!seen->known || seen->vid != port->vid || strcmp(seen->interface, port->interface) != 0)
        return false;
    if (port->serial[0] && !in_folder(port->link, "by-path"))
        return strcmp(seen->serial, port->serial) == 0;
    return same_place(port, seen);
}

static bool node_of(const char *top, const char *tty, char path[PATH_MAX])
{
    return (size_t)snprintf(path, PATH_MAX, "%s/dev/%s", top, tty) < PATH_MAX &&
           access(path, F_OK) == 0;
}

/* Applications may have a serial number that many boards share.  So the same place counts more,
 * and elsewhere the number has to be that of one port only. */
static bool find_in_sysfs(const struct esp_usbport *port, const char *top, char path[PATH_MAX])
{
    char classes[PATH_MAX], candidate[PATH_MAX];
    const struct dirent *entry;
    unsigned found = 0;
    bool in_place = false;
    DIR *folder;

    if ((size_t)snprintf(classes, sizeof(classes), "%s/sys/class/tty", top) >= sizeof(classes))
        return false;
    folder = opendir(classes);
    if (!folder)
        return false;
    while (!in_place && (entry = readdir(folder))) {
        struct esp_usbport seen = {0};
        uint16_t pid;

        if (entry->d_name[0] == '.' || strlen(entry->d_name) >= NAME_ROOM)
            continue;
        look_in_sysfs(&seen, top, entry->d_name, &pid);
        if (!same_board(port, &seen) || !node_of(top, entry->d_name, candidate))
            continue;
        found++;
        in_place = same_place(port, &seen);
        memcpy(path, candidate, strlen(candidate) + 1);
    }
    closedir(folder);
    return in_place || found == 1;
}

/* The link may still lead to the old device.  So sysfs counts if it knows the port. */
bool esp_usbport_find(const struct esp_usbport *port, const char *top, char path[PATH_MAX])
{
    if (port->known)
        return find_in_sysfs(port, top, path);
    return port->link[0] && realpath(port->link, path);
}

bool esp_usbport_may_come(const char *name)
{
    static const char acm[] = "/dev/ttyACM";

    return is_udev_link(name) || strncmp(name, acm, sizeof(acm) - 1) == 0;
}
