# SPDX-License-Identifier: GPL-3.0-or-later
# The CPU of the ESP8266.

LIBSIM_PARTS += \
	%D%/lx106.c \
	%D%/lx106.h \
	%D%/lx106_alu.c \
	%D%/lx106_core.h \
	%D%/lx106_decode.c \
	%D%/lx106_decode_qrst.c \
	%D%/lx106_fetch.c \
	%D%/lx106_fields.h \
	%D%/lx106_flow.c \
	%D%/lx106_mem.c \
	%D%/lx106_system.c
