# SPDX-License-Identifier: GPL-3.0-or-later
# Bootloaders and applications: headers, segments, sums, descriptors.

LIBESPIMAGE_PARTS += \
	%D%/app.c \
	%D%/app.h \
	%D%/descriptor.c \
	%D%/descriptor.h \
	%D%/late_words.c \
	%D%/late_words.h \
	%D%/signature.c \
	%D%/signature.h \
	%D%/sums.c
