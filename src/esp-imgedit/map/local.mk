# SPDX-License-Identifier: GPL-3.0-or-later
# --map: pictures of an image.

IMGEDIT_PARTS += \
	%D%/map.c \
	%D%/map.h \
	%D%/map_svg.c \
	%D%/map_svg.h \
	%D%/map_svg_list.c \
	%D%/map_svg_text.c \
	%D%/map_terminal.c
