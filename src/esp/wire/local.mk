# SPDX-License-Identifier: GPL-3.0-or-later
# Commands and their answers.

LIBESP_PARTS += \
	%D%/command.c \
	%D%/command.h \
	%D%/digest.c \
	%D%/digest.h \
	%D%/link.c \
	%D%/protocol.h \
	%D%/trace.c \
	%D%/trace.h
