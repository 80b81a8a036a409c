# SPDX-License-Identifier: GPL-3.0-or-later
# The flash by the commands of a ROM's loader.

LIBESP_PARTS += \
	%D%/blindflash.c \
	%D%/cmdflash.c \
	%D%/cmdflash.h \
	%D%/cmdflash_change.c \
	%D%/cmdflash_erase.c \
	%D%/cmdflash_impl.h \
	%D%/cmdflash_ops.c \
	%D%/cmdflash_outside.c \
	%D%/cmdflash_read.c \
	%D%/cmdflash_write.c
