# SPDX-License-Identifier: GPL-3.0-or-later
# The flash by requests to the stub.

LIBESP_PARTS += \
	%D%/proof.c \
	%D%/proof.h \
	%D%/slot.c \
	%D%/slot.h \
	%D%/stubread.c \
	%D%/stubread.h \
	%D%/stubread_answer.c \
	%D%/stubread_impl.h \
	%D%/stubread_recover.c \
	%D%/stubwrite.c \
	%D%/stubwrite.h \
	%D%/stubwrite_compose.c \
	%D%/stubwrite_failure.c \
	%D%/stubwrite_guard.c \
	%D%/stubwrite_prove.c
