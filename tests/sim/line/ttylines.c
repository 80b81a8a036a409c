/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ttylines.so, for LD_PRELOAD: gives DTR and RTS to the ptys that a client opens.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * libserialport refuses a tty without modem lines.  With this library a real libserialport
 * works on a virtual board: the library answers the ioctls that a pty lacks, and sends each
 * change to the board through the socket that ESP_SIM_LINES names.  When a port is opened,
 * both lines are asserted, as the kernel does it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int ioctl(int fd, unsigned long request, ...);

static int lines = TIOCM_DTR | TIOCM_RTS;

static void tell(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("ESP_SIM_LINES");
    char state[2] = {lines & TIOCM_DTR ? '1' : '0', lines & TIOCM_RTS ? '1' : '0'};
    int fd;

    if (!path || strlen(path) >= sizeof address.sun_path)
        return;
    strcpy(address.sun_path, path);
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    (void)!sendto(fd, state, sizeof state, 0, (const struct sockaddr *)&address, sizeof address);
    close(fd);
}

static int keep(unsigned long request, int *bits)
{
    switch (request) {
    case TIOCMGET:
        *bits = lines;
        return 0;
    case TIOCMSET:
        lines = *bits;
        break;
    case TIOCMBIS:
        lines |= *bits;
        break;
    default:
        lines &= ~*bits;
        break;
    }
    tell();
    return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
    int (*real)(int, unsigned long, ...) =
        (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    bool modem = request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS ||
                 request == TIOCMBIC;
    va_list args;
    void *argument;
    int result;

    va_start(args, request);
    argument = va_arg(args, void *);
    va_end(args);
    result = real(fd, request, argument);
    if (result == 0 || !modem || !isatty(fd))
        return result;
    return keep(request, argument);
}
