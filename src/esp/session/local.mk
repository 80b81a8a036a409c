# SPDX-License-Identifier: GPL-3.0-or-later
# A session with a board, without the work on its flash.

LIBESP_PARTS += \
	%D%/devline.c \
	%D%/devline.h \
	%D%/diagnosis.c \
	%D%/foreign.c \
	%D%/hurry.c \
	%D%/identity.c \
	%D%/leave.c \
	%D%/rate.c \
	%D%/rate_far.c \
	%D%/rate_fast.c \
	%D%/recover.c \
	%D%/selftest_results.c \
	%D%/selftest_results.h \
	%D%/session.c \
	%D%/session_impl.h \
	%D%/stub.c \
	%D%/sync.c
