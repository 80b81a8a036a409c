/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding mix-ups of ports and files on the command line.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "board/mixup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/program.h"
#include "system/ttydevice.h"

static bool is_tty(const struct stat *status)
{
    return S_ISCHR(status->st_mode) && esp_ttydevice_is(status->st_rdev);
}

/* Is this the terminal from which the program was started, under any of its names?  No
 * board is connected to it. */
static bool is_own_terminal(const struct stat *status)
{
    struct stat standard;

    if (stat("/dev/tty", &standard) == 0 && standard.st_rdev == status->st_rdev)
        return true;
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        if (fstat(fd, &standard) == 0 && S_ISCHR(standard.st_mode) &&
            standard.st_rdev == status->st_rdev)
            return true;
    return false;
}

static bool is_port_device(const struct stat *status)
{
    return is_tty(status) && !is_own_terminal(status);
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
    bool is_port = exists ? is_port_device(&status) : is_url(name);

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
