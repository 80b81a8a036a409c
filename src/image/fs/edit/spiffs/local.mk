# SPDX-License-Identifier: GPL-3.0-or-later

LIBESPIMAGE_PARTS += \
	%D%/spiffs_check.c \
	%D%/spiffs_collect.c \
	%D%/spiffs_edit.c \
	%D%/spiffs_format.c \
	%D%/spiffs_impl.h \
	%D%/spiffs_pages.c
