/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Locking: only one program at a time uses a serial device.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "esp/line/portlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "esp/line/transport_impl.h"
#include "system/portusers.h"
#include "system/uucplock.h"

/* The process that a lock file names: in digits, or as the four bytes of a number (Kermit).
 * Anyone can put any file into the lock folder, so this function does not wait for a file
 * that would block. */
static long named_in(const char *lock_file)
{
    char text[32] = "";
    int fd = open(lock_file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    ssize_t n;
    int32_t pid;

    if (fd < 0)
        return 0;
    n = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (n != sizeof(pid) || strspn(text, " 0123456789\n") == sizeof(pid))
        return strtol(text, NULL, 10);
    memcpy(&pid, text, sizeof(pid));
    return pid;
}

/* The process that a lock file names, if it is alive and is not this process; otherwise
 * 0. */
static long holder(const char *lock_file)
{
    long pid = named_in(lock_file);

    if (pid <= 0 || pid == (long)getpid() || (kill((pid_t)pid, 0) < 0 && errno == ESRCH))
        return 0;
    return pid;
}

/* The process that has a UUCP lock on the device, or 0. */
static long uucp_holder(int fd, const char *path)
{
    const char *slash = strrchr(path, '/');
    char file[PATH_MAX];
    struct stat st;
    long pid = 0;

    if (fstat(fd, &st) < 0)
        st.st_rdev = 0;
    for (unsigned i = 0;
         !pid && esp_uucplock_file(i, slash ? slash + 1 : path, st.st_rdev, file, sizeof(file)); i++)
        pid = holder(file);
    return pid;
}

static int busy(const char *path, struct esp_fault *fault)
{
    return esp_transport_open_failed(path, EBUSY, fault);
}

#ifdef TIOCGEXCL
/* ioctl() takes an unsigned long of glibc, and an int of musl. */
#define GET_EXCLUSIVE _Generic(&ioctl, int (*)(int, int, ...): (int)TIOCGEXCL, default: TIOCGEXCL)
#endif

static int take(int fd, const char *path, struct esp_fault *fault)
{
    long pid = uucp_holder(fd, path);
    char user[ESP_PORTUSER_TEXT];
#ifdef TIOCGEXCL
    int exclusive = 0;

    if (ioctl(fd, GET_EXCLUSIVE, &exclusive) == 0 && exclusive)
        return busy(path, fault);
#endif
    if (!isatty(fd))
        return esp_fail(fault, ESP_ERR_NOT_SERIAL, "this is not a serial device");
    if (pid) {
        esp_portuser_describe(user, pid);
        return esp_fail(fault, ESP_ERR_BUSY, "%s has it open", user);
    }
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

int esp_portlock_yield(int fd)
{
    return fd >= 0 && flock(fd, LOCK_UN) == 0 ? 0 : ESP_ERR_BUSY;
}
