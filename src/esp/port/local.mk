# SPDX-License-Identifier: GPL-3.0-or-later
# Ports of this machine: names, the list, the tty behind a name.

LIBESP_PARTS += \
	%D%/portname.c \
	%D%/portname.h \
	%D%/ports.c \
	%D%/ports.h \
	%D%/portwatch.h \
	%D%/usbport.c \
	%D%/usbport.h

# Where libudev tells of ports that come and go, and elsewhere.
if HAVE_UDEV
LIBESP_PARTS += %D%/portwatch_udev.c
else
LIBESP_PARTS += %D%/portwatch_poll.c
endif
