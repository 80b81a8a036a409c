# SPDX-License-Identifier: GPL-3.0-or-later
# The flash by commands of the ROM's loader.

LIBESP_PARTS += \
	%D%/romflash.c \
	%D%/romflash.h \
	%D%/romflash_erase.c \
	%D%/romflash_impl.h \
	%D%/romflash_path.c \
	%D%/romflash_read.c \
	%D%/romflash_sample.c \
	%D%/romflash_sweep.c \
	%D%/romflash_sweep.h \
	%D%/romflash_write.c
