/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rate of a tty, odd ones included.
 *
 * Copyright (C) 2026 the esputils authors
 *
 * A file of its own because struct termios2 comes from <asm/termbits.h>, which
 * does not go together with <termios.h>.
 */
#include "sim/line/hostport_kind.h"

#include <asm/ioctls.h>
#include <asm/termbits.h>

/* <sys/ioctl.h> leads to <termios.h>'s structures in some C libraries. */
extern int ioctl(int fd, unsigned long request, ...);

uint32_t hostport_tty_baud(int fd)
{
    struct termios2 settings;

    return ioctl(fd, TCGETS2, &settings) == 0 ? (uint32_t)settings.c_ospeed : 0;
}
