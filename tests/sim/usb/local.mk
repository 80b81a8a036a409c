# SPDX-License-Identifier: GPL-3.0-or-later
# The USB-Serial/JTAG controller that the chips share.

LIBSIM_PARTS += \
	%D%/usb_controller.c \
	%D%/usb_controller.h
