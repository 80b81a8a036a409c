/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip's own USB port: recognising the port, and finding it again.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/usbport.h"

#include <stdlib.h>
#include <string.h>

enum {
    ESPRESSIF = 0x303a, /* vendor ID */
};

/* The IDs are from https://github.com/espressif/esp-launchpad (js/utils.js: usbPortFilters), the
 * size of blocks from esptool 5.3.1 (USB_RAM_BLOCK). */
static const struct esp_usbkind kinds[] = {
    /* USB-Serial/JTAG: the hardware of the ESP32-C3, S3, C6, H2 and others */
    {.vid = ESPRESSIF, .pid = 0x1001, .link = "usb-Espressif_USB_JTAG_serial_debug_unit_",
     .reset = "usb-jtag", .core_reset = true},
    /* USB-OTG: a program in the boot ROM of the ESP32-S2 and of the ESP32-S3 */
    {.vid = ESPRESSIF, .pid = 0x0002, .core_reset = true, .block_max = 0x800, .by_rom = true},
    {.vid = ESPRESSIF, .pid = 0x0009, .core_reset = true, .block_max = 0x800, .by_rom = true},
};

static bool is_kind(const struct esp_usbdevice *device, const struct esp_usbkind *kind)
{
    return device->vid == kind->vid && device->pid == kind->pid;
}

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

static bool same_place(const struct esp_usbdevice *wanted, const struct esp_usbdevice *seen)
{
    return wanted->location[0] && strcmp(seen->location, wanted->location) == 0;
}

struct twins {
    const struct esp_usbdevice *wanted;
    bool found;
};

static bool look_for_twin(void *ctx, const struct esp_usbdevice *seen, const char *path)
{
    struct twins *twins = ctx;

    (void)path;
    twins->found = seen->vid == twins->wanted->vid &&
                   strcmp(seen->interface, twins->wanted->interface) == 0 &&
                   strcmp(seen->serial, twins->wanted->serial) == 0 &&
                   !same_place(twins->wanted, seen);
    return !twins->found;
}

/* Many applications leave the serial number of their USB library as it is.  While the wanted
 * board is away, the other one with this number would be taken for it. */
static void forget_shared_serial(struct esp_usbdevice *device, const char *top)
{
    struct twins twins = {.wanted = device};

    if (device->serial[0] && device->location[0])
        esp_usbdevice_each(top, look_for_twin, &twins);
    if (twins.found)
        device->serial[0] = '\0';
}

void esp_usbport_look(struct esp_usbport *port, const char *top, const char *name,
                      const char *path)
{
    *port = (struct esp_usbport){0};
    esp_usbdevice_look(&port->device, top, last_part(path));
    forget_shared_serial(&port->device, top);
    if (is_udev_link(name) && strlen(name) < sizeof(port->link))
        memcpy(port->link, name, strlen(name) + 1);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const struct esp_usbkind *kind = &kinds[i];
        const char *link = port->link[0] && kind->link ? last_part(port->link) : "";

        /* A container may have the link, and no sysfs of its host. */
        if (port->device.known ? is_kind(&port->device, kind)
                               : *link && strncmp(link, kind->link, strlen(kind->link)) == 0)
            port->kind = kind;
    }
}

bool esp_usbport_lasting(const struct esp_usbport *port)
{
    return port->link[0] || (port->kind && port->device.known);
}

/* ---- finding ---- */

/* Has the chip itself made the port that another port was before, one of the application?  The
 * application may have had another vendor, another form of the serial number, and several
 * interfaces.  Ports that chips make themselves have serial numbers of the same form. */
static bool is_chip_itself(const struct esp_usbdevice *wanted, const struct esp_usbdevice *seen)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (is_kind(seen, &kinds[i]))
            return !is_kind(wanted, &kinds[i]);
    return false;
}

/* A serial number tells a board apart.  Without one, the board is the one that is in the same
 * place; the product may be another one, because the application may have its own.  A user who
 * named a place means the place.  The session checks the chip's identity later. */
static bool same_board(const struct esp_usbdevice *wanted, const struct esp_usbdevice *seen,
                       bool by_place)
{
    if (same_place(wanted, seen) && is_chip_itself(wanted, seen))
        return true;
    if (strcmp(seen->interface, wanted->interface) != 0)
        return false;
    if (by_place)
        return same_place(wanted, seen);
    if (seen->vid != wanted->vid)
        return false;
    return wanted->serial[0] ? strcmp(seen->serial, wanted->serial) == 0
                             : same_place(wanted, seen);
}

struct search {
    const struct esp_usbdevice *wanted;
    bool by_place; /* the user named a place */
    char *path;    /* PATH_MAX bytes: the last port that was found */
    unsigned found;
    bool in_place; /* it is where the wanted one was */
};

static bool take(void *ctx, const struct esp_usbdevice *seen, const char *path)
{
    struct search *search = ctx;

    if (!same_board(search->wanted, seen, search->by_place))
        return true;
    search->found++;
    search->in_place = same_place(search->wanted, seen);
    memcpy(search->path, path, strlen(path) + 1);
    return !search->in_place;
}

/* Applications may have a serial number that many boards share.  So the same place counts more,
 * and elsewhere the number has to be that of one port only. */
static bool find_device(const struct esp_usbport *port, const char *top, char path[PATH_MAX])
{
    struct search search = {.wanted = &port->device, .by_place = in_folder(port->link, "by-path"),
                            .path = path};

    esp_usbdevice_each(top, take, &search);
    return search.in_place || search.found == 1;
}

/* The link may still lead to the old device.  So sysfs counts if it knows the port. */
bool esp_usbport_find(const struct esp_usbport *port, const char *top, char path[PATH_MAX])
{
    if (port->device.known)
        return find_device(port, top, path);
    return port->link[0] && realpath(port->link, path);
}

bool esp_usbport_may_come(const char *name)
{
    static const char *const starts[] = {"/dev/ttyACM", "/dev/cu.usbmodem"}; /* Linux, macOS */

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return is_udev_link(name);
}
