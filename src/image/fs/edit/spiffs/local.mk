# SPDX-License-Identifier: GPL-3.0-or-later

LIBESPIMAGE_PARTS += \
	%D%/spiffs_edit.c
