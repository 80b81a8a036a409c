# SPDX-License-Identifier: GPL-3.0-or-later
# Bootloaders and applications: headers, segments, checks.

LIBESPIMAGE_PARTS += \
	%D%/app.c \
	%D%/app.h
