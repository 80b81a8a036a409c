/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding out whether a device is a terminal: by the numbers that Linux gives to devices.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/ttydevice.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/sysmacros.h>

struct numbers {
    unsigned major, first_minor, last_minor;
};

/* For machines that have no /proc/tty/drivers (Linux, admin-guide/devices.txt). */
static const struct numbers usual[] = {
    {4, 0, 255},        /* consoles and ttyS */
    {5, 0, 1},          /* /dev/tty and /dev/console */
    {136, 0, 1048575},  /* ptys; the kernel has put them all into 136 since 2.6 */
    {166, 0, 1048575},  /* ttyACM */
    {188, 0, 1048575},  /* ttyUSB */
    {204, 0, 1048575},  /* serial ports of boards, such as ttyAMA */
};

static bool covers(const struct numbers *numbers, dev_t device)
{
    return major(device) == numbers->major && minor(device) >= numbers->first_minor &&
           minor(device) <= numbers->last_minor;
}

static bool is_usual(dev_t device)
{
    for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
        if (covers(&usual[i], device))
            return true;
    return false;
}

/* The file has a line for each driver, with one minor number or a range of minor numbers:
 * "usbserial /dev/ttyUSB 188 0-511 serial". */
static bool is_listed(dev_t device, FILE *drivers)
{
    char line[256];

    while (fgets(line, sizeof(line), drivers)) {
        struct numbers numbers;
        int found = sscanf(line, "%*s %*s %u %u-%u", &numbers.major, &numbers.first_minor,
                           &numbers.last_minor);

        if (found == 2)
            numbers.last_minor = numbers.first_minor;
        if (found >= 2 && covers(&numbers, device))
            return true;
    }
    return false;
}

bool esp_ttydevice_is(dev_t device)
{
    FILE *drivers;
    bool listed;

    drivers = fopen("/proc/tty/drivers", "re");
    if (!drivers)
        return is_usual(device);
    listed = is_listed(device, drivers);
    fclose(drivers);
    return listed;
}

/* Source of the numbers: Linux, admin-guide/devices.txt. */
bool esp_ttydevice_is_screen(dev_t device)
{
    return (major(device) == 4 && minor(device) < 64) || /* virtual consoles */
           (major(device) == 5 && minor(device) <= 2);   /* tty, console, ptmx */
}
