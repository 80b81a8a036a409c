/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit tests of recognising a chip's own USB port and finding it again, in a /sys and /dev of
 * the test's own.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/port/usbport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tap.h"

static char top[] = "/tmp/usbport-XXXXXX";

static void unplug(const char *what)
{
    char command[1024];

    snprintf(command, sizeof(command), "rm -rf %s%s", top, what);
    if (system(command) != 0)
        printf("# failed: %s\n", command);
}

/* A tty of a USB device at a place in the tree of hubs. */
static void plug_in(const char *tty, const char *place, const char *pid, const char *serial)
{
    char command[1024];

    snprintf(command, sizeof(command),
             "cd %s && mkdir -p dev sys/class/tty/%s usb/%s/if && cd usb/%s &&"
             " echo 303a > idVendor && echo %s > idProduct && echo %s > serial &&"
             " ln -sfn %s/usb/%s/if %s/sys/class/tty/%s/device && touch %s/dev/%s",
             top, tty, place, place, pid, serial, top, place, top, tty, top, tty);
    if (system(command) != 0)
        printf("# failed: %s\n", command);
}

static void set_vendor(const char *place, const char *vid)
{
    char command[256];

    snprintf(command, sizeof(command), "echo %s > %s/usb/%s/idVendor", vid, top, place);
    if (system(command) != 0)
        printf("# failed: %s\n", command);
}

/* Numbers that several ports have: of applications, and of adapters with two ports. */
static void test_shared(void)
{
    struct esp_usbport port;
    char path[PATH_MAX], command[256];

    unplug("/sys");
    unplug("/dev");
    unplug("/usb");
    plug_in("ttyACM0", "2-1", "4001", "123456");
    esp_usbport_look(&port, top, "/dev/ttyACM0", "/dev/ttyACM0");
    unplug("/sys/class/tty/ttyACM0");
    plug_in("ttyACM1", "2-2", "4001", "123456");
    tap_ok(esp_usbport_find(&port, top, path), "one port has the number: it is the port");
    plug_in("ttyACM2", "2-3", "4001", "123456");
    tap_ok(!esp_usbport_find(&port, top, path), "two have it: neither is");
    plug_in("ttyACM3", "2-1", "4001", "123456");
    tap_ok(esp_usbport_find(&port, top, path) && strstr(path, "/dev/ttyACM3"),
           "but one in its place is");
    esp_usbport_look(&port, top, "/dev/serial/by-path/pci-usb-0:1", "/dev/ttyACM3");
    unplug("/sys/class/tty/ttyACM3");
    unplug("/sys/class/tty/ttyACM2");
    tap_ok(!esp_usbport_find(&port, top, path), "who names a place, means the place");
    snprintf(command, sizeof(command), "echo 01 > %s/usb/2-2/if/bInterfaceNumber", top);
    esp_usbport_look(&port, top, "/dev/ttyACM1", "/dev/ttyACM1");
    tap_ok(system(command) == 0 && !esp_usbport_find(&port, top, path),
           "another interface of a device is another port");
}

/* Two boards with the same number are there from the beginning. */
static void test_twins(void)
{
    struct esp_usbport port;
    char path[PATH_MAX];

    unplug("/*");
    plug_in("ttyACM0", "3-1", "80c2", "123456");
    plug_in("ttyACM1", "3-2", "80c2", "123456");
    esp_usbport_look(&port, top, "/dev/ttyACM0", "/dev/ttyACM0");
    unplug("/sys/class/tty/ttyACM0");
    tap_ok(!esp_usbport_find(&port, top, path), "while a board is away, its twin is not the board");
    plug_in("ttyACM2", "3-1", "1001", "60:55:F9:00:00:07");
    tap_ok(esp_usbport_find(&port, top, path) && strstr(path, "/dev/ttyACM2"),
           "the chip itself in the board's place is");
}

/* An application has a port of its own, and the chip itself another one. */
static void test_application(void)
{
    struct esp_usbport port;
    char path[PATH_MAX], command[256];

    unplug("/*");
    plug_in("ttyACM0", "1-1", "80c2", "84F703123456");
    snprintf(command, sizeof(command), "echo 02 > %s/usb/1-1/if/bInterfaceNumber", top);
    if (system(command) != 0)
        printf("# failed: %s\n", command);
    esp_usbport_look(&port, top, "/dev/serial/by-id/usb-Maker_Board_84F703123456-if02",
                     "/dev/ttyACM0");
    unplug("/*");
    plug_in("ttyACM1", "1-2", "1001", "84:F7:03:12:34:57");
    tap_ok(!esp_usbport_find(&port, top, path), "another chip in another place is not the port");
    plug_in("ttyACM0", "1-1", "1001", "84:F7:03:12:34:56");
    tap_ok(esp_usbport_find(&port, top, path) && strstr(path, "/dev/ttyACM0"),
           "the chip itself in the application's place is the port");
    plug_in("ttyACM0", "1-1", "4001", "84:F7:03:12:34:56");
    tap_ok(!esp_usbport_find(&port, top, path), "another application in its place is not");

    set_vendor("1-1", "239a");
    esp_usbport_look(&port, top, "/dev/serial/by-path/pci-usb-0:1:1.0", "/dev/ttyACM0");
    tap_ok(port.device.vid == 0x239a, "the application has another vendor");
    plug_in("ttyACM0", "1-1", "0009", "0");
    tap_ok(esp_usbport_find(&port, top, path), "the chip's ROM in its place is the port");
    plug_in("ttyACM0", "1-1", "4001", "123456");
    tap_ok(esp_usbport_find(&port, top, path),
           "and so is any port, for a user who named the place");
    set_vendor("1-1", "239a");
    esp_usbport_look(&port, top, "/dev/ttyACM0", "/dev/ttyACM0");
    plug_in("ttyACM0", "1-1", "4001", "123456");
    tap_ok(!esp_usbport_find(&port, top, path), "but not for one who did not");
}

int main(void)
{
    struct esp_usbport port;
    char path[PATH_MAX];

    if (!mkdtemp(top))
        return 1;
    plug_in("ttyACM0", "1-4", "1001", "60:55:F9:00:00:01");
    esp_usbport_look(&port, top, "/dev/ttyACM0", "/dev/ttyACM0");
    tap_ok(port.kind && strcmp(port.kind->reset, "usb-jtag") == 0, "USB-Serial/JTAG by its IDs");
    plug_in("ttyACM0", "1-4", "1001", "60:55:F9:00:00:02");
    tap_ok(!esp_usbport_find(&port, top, path), "another board at its old name is not the port");
    plug_in("ttyACM1", "1-5", "1001", "60:55:F9:00:00:01");
    tap_ok(esp_usbport_find(&port, top, path) && strstr(path, "/dev/ttyACM1"),
           "the port is found under another name by its serial number");
    plug_in("ttyACM2", "1-6", "0002", "0");
    esp_usbport_look(&port, top, "/dev/ttyACM2", "/dev/ttyACM2");
    tap_ok(port.kind && port.kind->block_max == 0x800, "USB-OTG has short blocks");
    tap_ok(port.kind && port.kind->by_rom, "and our stub does not know it");
    tap_ok(port.device.serial[0] == '\0', "a serial number that all boards have tells nothing");
    unplug("/sys/class/tty/ttyACM2");
    plug_in("ttyACM3", "1-6", "4001", "0");
    tap_ok(esp_usbport_find(&port, top, path) && strstr(path, "/dev/ttyACM3"),
           "without one the place in the tree of hubs counts");
    esp_usbport_look(&port, top, "/dev/ttyUSB9", "/dev/ttyUSB9");
    tap_ok(!port.kind && !esp_usbport_lasting(&port), "another port is no such port");
    test_shared();
    test_twins();
    test_application();
    unplug("");
    return tap_done();
}
