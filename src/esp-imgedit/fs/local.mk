# SPDX-License-Identifier: GPL-3.0-or-later
# Files of file systems.

IMGEDIT_PARTS += \
	%D%/archive.h \
	%D%/archive_in.c \
	%D%/archive_out.c \
	%D%/fs_change.c \
	%D%/fs_get.c \
	%D%/fs_make.c \
	%D%/fs_print.c \
	%D%/fs_print.h \
	%D%/fs_show.c \
	%D%/imgedit_fs.c \
	%D%/imgedit_fs.h
