# SPDX-License-Identifier: GPL-3.0-or-later
# libespimage: takes buffers, never prints.

noinst_LIBRARIES += %D%/libespimage.a
%C%_libespimage_a_SOURCES = \
	%D%/imageheader.c \
	%D%/imageheader.h
LIBESPIMAGE = %D%/libespimage.a $(LIBBASE)
