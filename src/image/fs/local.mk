# SPDX-License-Identifier: GPL-3.0-or-later
# File systems: which one it is, its geometry, how much of it is used, and its files.

LIBESPIMAGE_PARTS += \
	%D%/fs.c \
	%D%/fs.h \
	%D%/fs_usage.h \
	%D%/fsfile.c \
	%D%/fsfile.h \
	%D%/littlefs.c \
	%D%/littlefs.h \
	%D%/littlefs_dir.c \
	%D%/littlefs_files.c \
	%D%/littlefs_list.c \
	%D%/littlefs_map.c \
	%D%/littlefs_usage.c \
	%D%/spiffs.c \
	%D%/spiffs.h \
	%D%/spiffs_files.c \
	%D%/spiffs_usage.c

include %D%/edit/local.mk
include %D%/fat/local.mk
