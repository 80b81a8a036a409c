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
#include <time.h>
#include <unistd.h>

/* The type that the C library gives to a request: musl has int, glibc unsigned long. */
typedef __typeof__(_Generic(&ioctl, int (*)(int, int, ...): 0, default: 0ul)) ioctl_request;

typedef int ioctl_function(int fd, ioctl_request request, ...);

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

static int keep(ioctl_request request, int *bits)
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

/* 32-bit systems whose time_t has 64 bits have another symbol. */
static ioctl_function *real_ioctl(void)
{
    void *real = sizeof(time_t) > sizeof(long) ? dlsym(RTLD_NEXT, "__ioctl_time64") : NULL;

    return (ioctl_function *)(real ? real : dlsym(RTLD_NEXT, "ioctl"));
}

int ioctl(int fd, ioctl_request request, ...)
{
    ioctl_function *real = real_ioctl();
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
