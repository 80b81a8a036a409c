/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ports where files belong, and files where the port belongs.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "common/mixup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "common/message.h"
#include "common/program.h"

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

/* "usbserial /dev/ttyUSB 188 0-511 serial": a line for each driver, with one minor
 * number or a range of them. */
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

bool mixup_is_tty(const struct stat *status)
{
    FILE *drivers;
    bool listed;

    if (!S_ISCHR(status->st_mode))
        return false;
    drivers = fopen("/proc/tty/drivers", "re");
    if (!drivers)
        return is_usual(status->st_rdev);
    listed = is_listed(status->st_rdev, drivers);
    fclose(drivers);
    return listed;
}

static bool is_url(const char *name)
{
    static const char *const starts[] = {"rfc2217://", "socket://", "gensio:"};

    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
        if (strncmp(name, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

static const char *port_of(const char *option)
{
    return option ? option : getenv("ESPPORT");
}

static bool is_file(const char *name)
{
    struct stat status;

    return name && stat(name, &status) == 0 && S_ISREG(status.st_mode);
}

bool mixup_file_is_port(const char *name, const char *option, const char *port)
{
    struct stat status;
    bool exists = stat(name, &status) == 0;
    bool is_port = exists ? mixup_is_tty(&status) : is_url(name);

    port = port_of(port);
    if ((is_port || (exists && S_ISCHR(status.st_mode))) && is_file(port))
        message_error("the port and the image are swapped: %s is a file, and %s is a %s; try"
                      " --port=%s %s%s",
                      port, name, is_port ? "port" : "device", name, option, port);
    else if (is_port)
        message_error("%s is a port, not a file; name the board's port with --port=%s", name,
                      name);
    else
        return false;
    return true;
}

bool mixup_in_operands(char *const *operands, unsigned count, const char *port)
{
    if (count == 0 && is_file(port_of(port))) {
        program_usage_error("no image is given: %s is a file, and --port names the board's port",
                            port_of(port));
        return true;
    }
    for (unsigned i = 0; i < count; i++)
        if (mixup_file_is_port(operands[i], "", port))
            return true;
    return false;
}
