# SPDX-License-Identifier: GPL-3.0-or-later
# Intel HEX: a text with pieces of an image.

LIBESPIMAGE_PARTS += \
	%D%/hexread.c \
	%D%/hexread.h \
	%D%/hexwrite.c \
	%D%/hexwrite.h \
	%D%/sparse.c \
	%D%/sparse.h
