/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A terminal that several processes of these programs share: only one of them draws a bar.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * The process with the bar has a lock on the terminal's device.  Where locks do not work, each
 * process thinks that it is alone.
 */
#include "cli/terminal/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int held = -1; /* the locked terminal; -1: none */

/* Opens the terminal and locks it.  Returns a descriptor; -1 if another process has the lock;
 * -2 if there is no terminal that could be locked. */
static int lock_terminal(void)
{
    char name[PATH_MAX];
    int fd = -1, reason;

    if (ttyname_r(STDERR_FILENO, name, sizeof(name)) == 0)
        fd = open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return -2;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    reason = errno;
    close(fd);
    return reason == EWOULDBLOCK ? -1 : -2;
}

bool screen_claim(void)
{
    int fd;

    if (held >= 0)
        return true;
    fd = lock_terminal();
    if (fd >= 0)
        held = fd;
    return fd != -1;
}

void screen_release(void)
{
    if (held >= 0)
        close(held);
    held = -1;
}

bool screen_has_other_bar(void)
{
    int fd = held >= 0 ? -2 : lock_terminal();

    if (fd >= 0)
        close(fd);
    return fd == -1;
}

/* GNU make tells the programs how to reach its job server. */
bool screen_under_parallel_make(void)
{
    const char *flags = getenv("MAKEFLAGS");

    return flags && (strstr(flags, "--jobserver-auth") || strstr(flags, "--jobserver-fds"));
}
