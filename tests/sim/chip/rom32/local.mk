# SPDX-License-Identifier: GPL-3.0-or-later
# The boot ROM of the ESP32 and its successors, simulated: what the chips share.

LIBSIM_PARTS += \
	%D%/rom32.c \
	%D%/rom32.h \
	%D%/rom32_boot.c \
	%D%/rom32_digest.c \
	%D%/rom32_flash.c \
	%D%/rom32_functions.c \
	%D%/rom32_inflate.c \
	%D%/rom32_library.c \
	%D%/rom32_line.c \
	%D%/rom32_loader.c \
	%D%/rom32_loader.h \
	%D%/rom32_machine.h \
	%D%/rom32_private.h \
	%D%/rom32_tinfl.c \
	%D%/rom32_transfer.c \
	%D%/rom32_usb.c
