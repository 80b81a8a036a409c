/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DTR and RTS for a board on a pty, as datagrams on a Unix socket.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "sim/line/linesocket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int linesocket_open(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    unlink(path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

void linesocket_close(int fd, const char *path)
{
    if (fd < 0)
        return;
    close(fd);
    unlink(path);
}

bool linesocket_next(int fd, bool *dtr, bool *rts)
{
    char lines[2];

    if (fd < 0 || recv(fd, lines, sizeof lines, 0) != sizeof lines)
        return false;
    *dtr = lines[0] == '1';
    *rts = lines[1] == '1';
    return true;
}
