# SPDX-License-Identifier: GPL-3.0-or-later

LIBESPIMAGE_PARTS += \
	%D%/lfs_check.c \
	%D%/lfs_check_entry.c \
	%D%/lfs_checking.h \
	%D%/lfs_commit.c \
	%D%/lfs_format.c \
	%D%/lfs_list.c \
	%D%/lfs_log.c \
	%D%/lfs_mdir.c \
	%D%/lfs_path.c \
	%D%/lfs_pending.c \
	%D%/lfs_space.c \
	%D%/lfsedit.h \
	%D%/littlefs_edit.c
