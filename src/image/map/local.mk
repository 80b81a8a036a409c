# SPDX-License-Identifier: GPL-3.0-or-later
# An image as a picture: what the cells of the picture hold, without the drawing.

LIBESPIMAGE_PARTS += \
	%D%/image_map.c \
	%D%/image_map.h \
	%D%/image_tally.c \
	%D%/image_tally.h
