/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and locking a part file: a file for unfinished data that outlives the run.
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

/* If the file does not exist, the fault is with the folder: then the message says
 * "creating". */
static int complain_of_opening(const char *path, const char *name)
{
    int saved = errno;
    struct stat status;
    bool exists = lstat(path, &status) == 0;

    message_error("%s %s: %s", exists ? "opening" : "creating", exists ? path : name,
                  strerror(saved));
    return -1;
}

/* In a folder that other users can write to, a file of that name may be a trap: a link to
 * another place, or a file that another user still reads. */
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

/* Locks the file.  Some file systems have no locks; then the file is used without a
 * lock. */
static int lock(int fd)
{
    return flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK ? -1 : 0;
}

/* True for special files, which must not be opened: opening a serial device changes its
 * lines.  For links and folders, open() fails. */
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
        /* Before we locked the file, another run may have finished and renamed it. */
        if (plainfile_is_at(fd, path))
            return check(fd, &status, path);
        close(fd);
    }
}
