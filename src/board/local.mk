# SPDX-License-Identifier: GPL-3.0-or-later
# The parts that the programs with a board share.

noinst_LIBRARIES += %D%/libboard.a
%C%_libboard_a_SOURCES = \
	%D%/connect.c \
	%D%/connect.h \
	%D%/describe.c \
	%D%/describe.h \
	%D%/device.c \
	%D%/device.h \
	%D%/hexoperand.c \
	%D%/hexoperand.h \
	%D%/images.c \
	%D%/images.h \
	%D%/mixup.c \
	%D%/mixup.h \
	%D%/portchoice.c \
	%D%/portchoice.h \
	%D%/range.c \
	%D%/range.h \
	%D%/resume.c \
	%D%/resume.h \
	%D%/sameboard.c \
	%D%/sameboard.h \
	%D%/secured.c \
	%D%/secured.h \
	$(LIBBOARD_PARTS)
LIBBOARD_PARTS =
LIBBOARD = %D%/libboard.a

include %D%/partition/local.mk
