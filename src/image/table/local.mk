# SPDX-License-Identifier: GPL-3.0-or-later
# The table of partitions, and the records that choose the application.

LIBESPIMAGE_PARTS += \
	%D%/otadata.c \
	%D%/otadata.h \
	%D%/table.c \
	%D%/table.h \
	%D%/table_find.c \
	%D%/table_names.c \
	%D%/table_use.c \
	%D%/table_use.h
