/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate of a tty, also if it is no standard rate.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * This is a file of its own because struct termios2 comes from <asm/termbits.h>, and that
 * header conflicts with <termios.h>.
 */
#include "sim/line/hostport_kind.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>

/* In some C libraries <sys/ioctl.h> defines the structures of <termios.h>. */
extern int ioctl(int fd, unsigned long request, ...);

uint32_t hostport_tty_baud(int fd)
{
    struct termios2 settings;

    return ioctl(fd, TCGETS2, &settings) == 0 ? (uint32_t)settings.c_ospeed : 0;
}
