# SPDX-License-Identifier: GPL-3.0-or-later

LIBESPIMAGE_PARTS += \
	%D%/fat_edit.c
