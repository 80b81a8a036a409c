/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets that never wait, and that no child process inherits.  Only with calls that macOS has,
 * too: it has neither accept4() nor SOCK_CLOEXEC.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef OTA_OTA_SOCKET_H
#define OTA_OTA_SOCKET_H

#include <sys/socket.h>
#include <sys/types.h>

/* type: SOCK_STREAM or SOCK_DGRAM.  Returns -1 with errno, as socket() does. */
int ota_socket(int family, int type);

/* Returns -1 with errno, as accept() does. */
int ota_socket_accept(int listener, struct sockaddr *peer, socklen_t *length);

/* As send(), without SIGPIPE if the other end has closed the connection. */
ssize_t ota_socket_send(int fd, const void *data, size_t size);

#endif
