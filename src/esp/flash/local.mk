# SPDX-License-Identifier: GPL-3.0-or-later
# What is done with flash contents, by whichever way.

LIBESP_PARTS += \
	%D%/compare.c \
	%D%/digests.c \
	%D%/erase.c \
	%D%/erase_prove.c \
	%D%/erase_prove.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/read.c \
	%D%/repeats.c \
	%D%/settle.c \
	%D%/settle.h \
	%D%/settle_change.c \
	%D%/spans.c \
	%D%/spans.h \
	%D%/write.c \
	%D%/write.h \
	%D%/write_read.c \
	%D%/write_rom.c
