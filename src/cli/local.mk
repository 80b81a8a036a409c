# SPDX-License-Identifier: GPL-3.0-or-later
# What all programs share.

noinst_LIBRARIES += %D%/libcli.a
%C%_libcli_a_SOURCES = \
	%D%/closeout.c \
	%D%/closeout.h \
	%D%/foreign/foreign.c \
	%D%/foreign/foreign.h \
	%D%/foreign/foreign_compose.c \
	%D%/foreign/foreign_words.h \
	%D%/habits.c \
	%D%/habits.h \
	%D%/main.h \
	%D%/message.c \
	%D%/message.h \
	%D%/number.c \
	%D%/number.h \
	%D%/program.c \
	%D%/program.h \
	%D%/progress.c \
	%D%/progress.h \
	%D%/terminal/screen.c \
	%D%/terminal/screen.h \
	%D%/signals.c \
	%D%/signals.h \
	%D%/status.c \
	%D%/status.h \
	%D%/visible.c \
	%D%/visible.h
LIBCLI = %D%/libcli.a

# Options that several programs have; build-aux/ggo puts them together.
GGO_SHARED = %D%/common.ggo %D%/after.ggo %D%/messages.ggo %D%/progress.ggo
EXTRA_DIST += $(GGO_SHARED)
