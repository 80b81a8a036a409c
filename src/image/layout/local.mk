# SPDX-License-Identifier: GPL-3.0-or-later
# Layouts of the flash that have a name.

LIBESPIMAGE_PARTS += \
	%D%/layout.c \
	%D%/layout.h \
	%D%/layout_find.c \
	%D%/layout_find.h
