# SPDX-License-Identifier: GPL-3.0-or-later
# Bytes, modem lines, locks and frames.

LIBESP_PARTS += \
	%D%/pattern.c \
	%D%/pattern.h \
	%D%/portlock.c \
	%D%/portlock.h \
	%D%/reset.c \
	%D%/reset.h \
	%D%/slip.c \
	%D%/slip.h \
	%D%/transport.c \
	%D%/transport.h \
	%D%/transport_gensio.c \
	%D%/transport_gensio.h \
	%D%/transport_gensio_open.c \
	%D%/transport_impl.h \
	%D%/transport_rfc2217.c \
	%D%/transport_rfc2217.h \
	%D%/transport_rfc2217_open.c \
	%D%/transport_rfc2217_telnet.c \
	%D%/transport_rfc2217_url.c \
	%D%/transport_returning.c \
	%D%/transport_serial.c
