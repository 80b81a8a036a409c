# SPDX-License-Identifier: GPL-3.0-or-later

LIBESPIMAGE_PARTS += \
	%D%/fat_check.c \
	%D%/fat_edit.c \
	%D%/fat_folder.c \
	%D%/fat_format.c \
	%D%/fat_impl.h \
	%D%/fat_names.c \
	%D%/fat_table.c \
	%D%/fat_twins.c
