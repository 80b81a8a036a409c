/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets that never wait, and that no child process inherits.
 *
 * Copyright (C) 2026 the esputils authors
 */
#include "ota/ota_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Old releases of macOS do not have the flag.  There the programs depend on cli/signals.h, which
 * ignores SIGPIPE. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

/* Takes the socket: closes it after an error. */
static int prepared(int fd)
{
    int flags, error;

    if (fd < 0)
        return -1;
    flags = fcntl(fd, F_GETFL);
    if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
        fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
        return fd;
    error = errno;
    close(fd);
    errno = error;
    return -1;
}

int ota_socket(int family, int type)
{
    return prepared(socket(family, type, 0));
}

int ota_socket_accept(int listener, struct sockaddr *peer, socklen_t *length)
{
    return prepared(accept(listener, peer, length));
}

ssize_t ota_socket_send(int fd, const void *data, size_t size)
{
    return send(fd, data, size, MSG_NOSIGNAL);
}
