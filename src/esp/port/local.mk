# SPDX-License-Identifier: GPL-3.0-or-later
# Ports of this machine: names, locks, the list.

LIBESP_PARTS += \
	%D%/portlock.c \
	%D%/portlock.h \
	%D%/portname.c \
	%D%/portname.h \
	%D%/ports.c \
	%D%/ports.h \
	%D%/ttydevice.c \
	%D%/ttydevice.h
