# SPDX-License-Identifier: GPL-3.0-or-later
# Editing NVS as ESP-IDF's library does.

LIBESPIMAGE_PARTS += \
	%D%/nvs_base64.c \
	%D%/nvs_base64.h \
	%D%/nvs_blobs.c \
	%D%/nvs_blobs.h \
	%D%/nvs_crypt.c \
	%D%/nvs_crypt.h \
	%D%/nvs_flash.c \
	%D%/nvs_pages.c \
	%D%/nvs_place.c \
	%D%/nvs_purge.c \
	%D%/nvs_purge.h \
	%D%/nvs_repair.c \
	%D%/nvs_secret.c \
	%D%/nvs_secret.h \
	%D%/nvs_store.c \
	%D%/nvs_store.h \
	%D%/nvs_text.c \
	%D%/nvs_text.h \
	%D%/nvs_work.c \
	%D%/nvs_work.h \
	%D%/nvs_write.c
