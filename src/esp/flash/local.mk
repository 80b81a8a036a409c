# SPDX-License-Identifier: GPL-3.0-or-later
# Operations on the flash: checks, the plan, the proof, and the interface of the back-ends.

LIBESP_PARTS += \
	%D%/compare.c \
	%D%/compare.h \
	%D%/erase.c \
	%D%/eraseeta.c \
	%D%/eraseeta.h \
	%D%/etasample.c \
	%D%/etasample.h \
	%D%/flash_identity.c \
	%D%/ops.h \
	%D%/plan.c \
	%D%/plan.h \
	%D%/proof.c \
	%D%/proof.h \
	%D%/read.c \
	%D%/readeta.c \
	%D%/readeta.h \
	%D%/repeats.c \
	%D%/settle.c \
	%D%/settle.h \
	%D%/settle_change.c \
	%D%/write.c \
	%D%/write.h \
	%D%/write_read.c
