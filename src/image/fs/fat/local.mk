# SPDX-License-Identifier: GPL-3.0-or-later
# FAT, and ESP-IDF's wear levelling below it.

LIBESPIMAGE_PARTS += \
	%D%/fat.c \
	%D%/fat.h \
	%D%/fat_case.c \
	%D%/fat_case.h \
	%D%/fat_files.c \
	%D%/fat_name.c \
	%D%/fat_name.h \
	%D%/fat_rest.c \
	%D%/fat_usage.c \
	%D%/wear.c \
	%D%/wear.h
