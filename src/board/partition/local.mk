# SPDX-License-Identifier: GPL-3.0-or-later
# Partitions by name: the table on the board, and the row that an option names.

LIBBOARD_PARTS += \
	%D%/bootguard.c \
	%D%/bootguard.h \
	%D%/partition.c \
	%D%/partition.h \
	%D%/parttable.c \
	%D%/parttable.h
