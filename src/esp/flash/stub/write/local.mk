# SPDX-License-Identifier: GPL-3.0-or-later
# Parts of the writer: which sectors differ, and blank blocks between contents.

LIBESP_PARTS += \
	%D%/stubwrite_blank.c \
	%D%/stubwrite_look.c
