/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file for unfinished data that survives the run that writes it: opened and locked.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "files/partfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "files/plainfile.h"

static int complain(const char *path, int fd)
{
    if (errno == EWOULDBLOCK)
        message_error("%s: another run is writing it", path);
    else
        message_error("writing %s: %s", path, strerror(errno));
    close(fd);
    return -1;
}

/* Where there is no such file yet, the trouble is the folder's. */
static int complain_of_opening(const char *path, const char *name)
{
    int saved = errno;
    struct stat status;
    bool exists = lstat(path, &status) == 0;

    message_error("%s %s: %s", exists ? "opening" : "creating", exists ? path : name,
                  strerror(saved));
    return -1;
}

/* In a folder that others may write to, a file of that name may be a trap: a
 * link to elsewhere, or a file that its owner goes on reading. */
static int check(int fd, const struct stat *status, const char *path)
{
    if (!plainfile_is_own(status))
        message_error("%s: not a plain file of yours alone", path);
    else if (fchmod(fd, 0600) != 0)
        return complain(path, fd);
    else
        return fd;
    close(fd);
    return -1;
}

/* File systems without locks have to do without. */
static int lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? -1 : 0;
}

/* Opening a serial device would move its lines.  Of links and folders open() tells. */
static bool is_special(const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode) &&
           !S_ISDIR(status.st_mode);
}

int partfile_open(const char *path, const char *name)
{
    if (is_special(path)) {
        message_error("%s: not a plain file of yours alone", path);
        return -1;
    }
    for (;;) {
        struct stat status;
        int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
                      0600);

        if (fd < 0)
            return complain_of_opening(path, name);
        if (lock(fd) != 0 || fstat(fd, &status) != 0)
            return complain(path, fd);
        /* Before it was locked, another run may have finished it and so taken it away. */
        if (plainfile_is_at(fd, path))
            return check(fd, &status, path);
        close(fd);
    }
}
