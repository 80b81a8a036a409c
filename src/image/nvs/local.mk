# SPDX-License-Identifier: GPL-3.0-or-later
# NVS: what ESP-IDF's key-value store keeps.

LIBESPIMAGE_PARTS += \
	%D%/nvs.c \
	%D%/nvs.h \
	%D%/nvs_page.c \
	%D%/nvs_page.h \
	%D%/nvs_value.c

include %D%/edit/local.mk
