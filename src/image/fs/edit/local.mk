# SPDX-License-Identifier: GPL-3.0-or-later
# Changes of file systems: a folder for each kind, behind one interface.

LIBESPIMAGE_PARTS += \
	%D%/fsedit.c \
	%D%/fsedit.h \
	%D%/fsedit_kinds.h \
	%D%/likes.c

include %D%/fat/local.mk
include %D%/littlefs/local.mk
include %D%/spiffs/local.mk
