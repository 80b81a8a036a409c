# SPDX-License-Identifier: GPL-3.0-or-later
# Ports of this machine: names, the list, the tty behind a name.

LIBESP_PARTS += \
	%D%/portname.c \
	%D%/portname.h \
	%D%/ports.c \
	%D%/ports.h \
	%D%/ttydevice.c \
	%D%/ttydevice.h \
	%D%/usbport.c \
	%D%/usbport.h
