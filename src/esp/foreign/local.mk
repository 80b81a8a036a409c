# SPDX-License-Identifier: GPL-3.0-or-later
# Espressif's stub: its file, its commands.

LIBESP_PARTS += \
	%D%/base64.c \
	%D%/base64.h \
	%D%/foreigncmd.c \
	%D%/foreigncmd.h \
	%D%/stubfile.c \
	%D%/stubfile.h
