/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One program at a time on a serial device.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "portlock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "transport_impl.h"

/* The process named in a UUCP lock file (ten digits and a newline), if it
 * still lives; else 0. */
static long uucp_holder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char name[256], text[32];
    FILE *file;
    long pid = 0;

    snprintf(name, sizeof(name), "/var/lock/LCK..%s", slash ? slash + 1 : path);
    file = fopen(name, "re");
    if (!file)
        return 0;
    if (fgets(text, sizeof(text), file))
        pid = strtol(text, NULL, 10);
    fclose(file);
    if (pid <= 0 || pid == (long)getpid() || (kill((pid_t)pid, 0) < 0 && errno == ESRCH))
        return 0;
    return pid;
}

static int busy(const char *path, struct esp_fault *fault)
{
    return esp_fail(fault, ESP_ERR_BUSY, "another program has it open; to see which: fuser %s",
                    path);
}

static int take(int fd, const char *path, struct esp_fault *fault)
{
    long pid = uucp_holder(path);
#ifdef TIOCGEXCL
    int exclusive = 0;

    if (ioctl(fd, TIOCGEXCL, &exclusive) == 0 && exclusive)
        return busy(path, fault);
#endif
    if (!isatty(fd))
        return esp_fail(fault, ESP_ERR_NOT_SERIAL, "this is not a serial device");
    if (pid)
        return esp_fail(fault, ESP_ERR_BUSY, "process %ld has it open", pid);
    if (flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
        return busy(path, fault);
    return 0;
}

int esp_portlock_open(int *fd, const char *path, struct esp_fault *fault)
{
    int err;

    *fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (*fd < 0)
        return esp_transport_open_failed(path, errno, fault);
    err = take(*fd, path, fault);
    if (err) {
        close(*fd);
        *fd = -1;
    }
    return err;
}
