# SPDX-License-Identifier: GPL-3.0-or-later
# What every ROM loader has.

LIBESP_PARTS += \
	%D%/loader.c \
	%D%/loader.h \
	%D%/loader_regs.c \
	%D%/ratecmd.c \
	%D%/ratecmd.h \
	%D%/romcmd.c \
	%D%/romcmd.h \
	%D%/security.c \
	%D%/security.h \
	%D%/trial.c \
	%D%/trial.h \
	%D%/upload.c \
	%D%/watchdogs.c \
	%D%/watchdogs.h \
	%D%/wholereset.c \
	%D%/wholereset.h
