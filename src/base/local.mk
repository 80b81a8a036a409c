# SPDX-License-Identifier: GPL-3.0-or-later
# What all layers use, and the host's programs in tests/ too.

noinst_LIBRARIES += %D%/libbase.a
%C%_libbase_a_SOURCES = \
	%D%/bytes.h \
	%D%/calendar.c \
	%D%/calendar.h \
	%D%/chipfacts.c \
	%D%/chipfacts.h \
	%D%/clock.h \
	%D%/digit.h \
	%D%/error.c \
	%D%/error.h \
	%D%/eta.c \
	%D%/eta.h \
	%D%/flashid.c \
	%D%/flashid.h \
	%D%/largebuffer.c \
	%D%/largebuffer.h \
	%D%/makers.h \
	%D%/sfdp.h
LIBBASE = %D%/libbase.a
