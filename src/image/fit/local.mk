# SPDX-License-Identifier: GPL-3.0-or-later
# Does a program fit as an update over the air?

LIBESPIMAGE_PARTS += \
	%D%/fit.c \
	%D%/fit.h \
	%D%/fit_new.c \
	%D%/fit_new.h \
	%D%/fit_slot.c \
	%D%/fit_slot.h
