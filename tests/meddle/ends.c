/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ends of esp-meddle: ptys, or TCP connections.
 *
 * Copyright (C) 2026 the esputils authors
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* ptsname_r(), accept4() */
#endif
#include "meddle/ends.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

/* RFC 854 */
enum { IAC = 255, WILL = 251, DONT = 254, SB = 250, SE = 240 };

static void die(const char *what)
{
    fprintf(stderr, "esp-meddle: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- ptys ---- */

static void set_raw(int fd)
{
    struct termios settings;

    if (tcgetattr(fd, &settings) != 0)
        die("tcgetattr");
    cfmakeraw(&settings);
    settings.c_cflag |= CLOCAL | CREAD;
    cfsetspeed(&settings, B115200);
    if (tcsetattr(fd, TCSANOW, &settings) != 0)
        die("tcsetattr");
}

static int open_board(const char *name)
{
    int fd = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        die(name);
    set_raw(fd);
    return fd;
}

/* The slave stays open here, so that reads from the master never fail. */
static int open_own(void)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK), slave;
    char name[64];

    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0 ||
        ptsname_r(master, name, sizeof(name)) != 0)
        die("pty");
    slave = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (slave < 0)
        die(name);
    set_raw(slave);
    setenv("ESPPORT", name, 1);
    return master;
}

void ends_pass_rate(const struct ends *ends)
{
    struct termios mine, its;

    if (ends->listener >= 0 || tcgetattr(ends->own, &mine) != 0 ||
        tcgetattr(ends->board, &its) != 0 || cfgetospeed(&mine) == cfgetospeed(&its))
        return;
    cfsetspeed(&its, cfgetospeed(&mine));
    tcsetattr(ends->board, TCSANOW, &its);
}

/* ---- TCP ---- */

static void set_prompt(int fd)
{
    int on = 1;

    if (fcntl(fd, F_SETFL, O_NONBLOCK) != 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
        die("TCP");
}

static int connect_board(const char *port)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL, *at;
    /* The loopback address itself: a minimal system does not know the name "localhost". */
    int fd = -1, err = getaddrinfo(NULL, port, &hints, &found);

    if (err) {
        fprintf(stderr, "esp-meddle: %s: %s\n", port, gai_strerror(err));
        exit(1);
    }
    for (at = found; at && fd < 0; at = at->ai_next) {
        fd = socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol);
        if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
            close(fd);
            fd = -1;
        }
    }
    freeaddrinfo(found);
    if (fd < 0)
        die(port);
    set_prompt(fd);
    return fd;
}

static int listen_here(const char *scheme)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    char name[64];

    if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        die("TCP");
    snprintf(name, sizeof(name), "%s://127.0.0.1:%d", scheme, ntohs(address.sin_port));
    setenv("ESPPORT", name, 1);
    return fd;
}

void ends_accept(struct ends *ends)
{
    ends->own = accept4(ends->listener, NULL, NULL, SOCK_CLOEXEC);
    if (ends->own < 0)
        return;
    set_prompt(ends->own);
    ends->board = connect_board(ends->board_port);
    ends->from_board = ends->from_host = TELNET_DATA;
}

void ends_hang_up(struct ends *ends)
{
    close(ends->own);
    close(ends->board);
    ends->own = ends->board = -1;
}

/* ---- both ---- */

void ends_open(struct ends *ends)
{
    const char *name = getenv("ESPPORT");

    if (!name)
        die("ESPPORT");
    *ends = (struct ends){.own = -1, .board = -1, .listener = -1};
    if (!strstr(name, "://")) {
        ends->board = open_board(name);
        ends->own = open_own();
        return;
    }
    ends->telnet = strncmp(name, "rfc2217:", 8) == 0;
    ends->board_port = strdup(strrchr(name, ':') + 1);
    ends->listener = listen_here(ends->telnet ? "rfc2217" : "socket");
}

bool ends_is_data(const struct ends *ends, enum telnet_state *state, uint8_t byte)
{
    if (!ends->telnet)
        return true;
    switch (*state) {
    case TELNET_DATA:
        *state = byte == IAC ? TELNET_IAC : TELNET_DATA;
        return byte != IAC;
    case TELNET_IAC:
        *state = byte == SB                       ? TELNET_SUB
                 : byte >= WILL && byte <= DONT ? TELNET_OPTION
                                                : TELNET_DATA;
        return byte == IAC; /* an escaped IAC */
    case TELNET_OPTION:
        *state = TELNET_DATA;
        return false;
    case TELNET_SUB:
        *state = byte == IAC ? TELNET_SUB_IAC : TELNET_SUB;
        return false;
    case TELNET_SUB_IAC:
        *state = byte == SE ? TELNET_DATA : TELNET_SUB;
        return false;
    }
    return false;
}
