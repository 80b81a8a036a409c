/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of serial ports, where no file system describes devices: the names in /dev.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "system/portnames.h"

#include <fnmatch.h>
#include <glob.h>
#include <stddef.h>
#include <string.h>

/* Devices for calling out of macOS and FreeBSD, whose open does not wait for a carrier, and
 * USB adapters of Linux.  A number at the end keeps out the devices cuaU0.init and
 * cuaU0.lock.  Sources: Apple, IOSerialKeys.h; FreeBSD, uart(4) and
 * ucom(4). */
static const char *const candidates[] = {
    "/dev/cu.*", "/dev/cuaU*[0-9]", "/dev/cuau*[0-9]", "/dev/ttyUSB[0-9]*", "/dev/ttyACM[0-9]*",
};

/* The same ports for calls from outside, and built-in ports of Linux. */
static const char *const others[] = {
    "/dev/tty.*", "/dev/ttyU[0-9]*", "/dev/ttyu[0-9]*", "/dev/ttyS[0-9]*",
};

/* Ports of macOS that are none of a board. */
static const char *const without_board[] = {"*Bluetooth*", "*debug-console", "*wlan-debug"};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static bool matches(const char *path, const char *const *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fnmatch(patterns[i], path, 0) == 0)
            return true;
    return false;
}

void esp_portnames_each(bool (*take)(void *ctx, const char *path), void *ctx)
{
    bool more = true;

    for (size_t i = 0; more && i < COUNT(candidates); i++) {
        glob_t found;

        if (glob(candidates[i], 0, NULL, &found) != 0)
            continue;
        for (size_t k = 0; more && k < found.gl_pathc; k++)
            if (!matches(found.gl_pathv[k], without_board, COUNT(without_board)))
                more = take(ctx, found.gl_pathv[k]);
        globfree(&found);
    }
}

bool esp_portnames_has_hardware(const char *path)
{
    return matches(path, candidates, COUNT(candidates)) || matches(path, others, COUNT(others));
}
