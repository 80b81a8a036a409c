# SPDX-License-Identifier: GPL-3.0-or-later
# The flash by the commands of Espressif's stub.

LIBESP_PARTS += \
	%D%/foreign_change.c \
	%D%/foreign_impl.h \
	%D%/foreign_ops.c \
	%D%/foreign_read.c
