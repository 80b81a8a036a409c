# SPDX-License-Identifier: GPL-3.0-or-later
# Changes of images.

LIBESPIMAGE_PARTS += \
	%D%/buffer.c \
	%D%/buffer.h \
	%D%/edit_bytes.c \
	%D%/edit_bytes.h \
	%D%/edit_header.c \
	%D%/edit_header.h \
	%D%/header_codes.c \
	%D%/header_codes.h \
	%D%/merge.c \
	%D%/merge.h \
	%D%/places.c \
	%D%/places.h \
	%D%/touched.c \
	%D%/touched.h
