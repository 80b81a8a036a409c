# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32's boot ROM, simulated.

LIBSIM_PARTS += \
	%D%/rom32.c \
	%D%/rom32.h \
	%D%/rom32_boot.c \
	%D%/rom32_calls.c \
	%D%/rom32_digest.c \
	%D%/rom32_flash.c \
	%D%/rom32_inflate.c \
	%D%/rom32_interrupt.c \
	%D%/rom32_library.c \
	%D%/rom32_line.c \
	%D%/rom32_loader.c \
	%D%/rom32_loader.h \
	%D%/rom32_private.h \
	%D%/rom32_tinfl.c \
	%D%/rom32_transfer.c
