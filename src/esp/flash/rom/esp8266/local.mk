# SPDX-License-Identifier: GPL-3.0-or-later
# The flash by commands of the ESP8266's ROM.

LIBESP_PARTS += \
	%D%/romflash.c \
	%D%/romflash.h \
	%D%/romflash_blank.c \
	%D%/romflash_blank.h \
	%D%/romflash_erase.c \
	%D%/romflash_images.c \
	%D%/romflash_impl.h \
	%D%/romflash_ops.c \
	%D%/romflash_path.c \
	%D%/romflash_read.c \
	%D%/romflash_sample.c \
	%D%/romflash_sweep.c \
	%D%/romflash_sweep.h \
	%D%/romflash_write.c
