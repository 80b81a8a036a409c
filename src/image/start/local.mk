# SPDX-License-Identifier: GPL-3.0-or-later
# Are the programs whole that a chip starts from an image?

LIBESPIMAGE_PARTS += \
	%D%/start.c \
	%D%/start.h
