# SPDX-License-Identifier: GPL-3.0-or-later
# Flash operations by requests to the stub.

LIBESP_PARTS += \
	%D%/digests.c \
	%D%/slot.c \
	%D%/slot.h \
	%D%/spans.c \
	%D%/spans.h \
	%D%/stub_ops.c \
	%D%/stub_ops.h \
	%D%/stubcompare.c \
	%D%/stuberase.c \
	%D%/stubread.c \
	%D%/stubread.h \
	%D%/stubread_answer.c \
	%D%/stubread_deliver.c \
	%D%/stubread_impl.h \
	%D%/stubread_recover.c \
	%D%/stubwrite.c \
	%D%/stubwrite.h \
	%D%/stubwrite_compose.c \
	%D%/stubwrite_eta.c \
	%D%/stubwrite_failure.c \
	%D%/stubwrite_guard.c \
	%D%/stubwrite_prove.c \
	%D%/stubwrite_rounds.c
