# SPDX-License-Identifier: GPL-3.0-or-later
# The flash chip.

LIBSIM_PARTS += \
	%D%/nor_array.c \
	%D%/nor_chip.c \
	%D%/nor_chip.h \
	%D%/nor_command.c \
	%D%/nor_internal.h \
	%D%/nor_sfdp.c \
	%D%/nor_status.c \
	%D%/nor_times.c \
	%D%/nor_weak.c
