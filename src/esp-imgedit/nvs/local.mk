# SPDX-License-Identifier: GPL-3.0-or-later
# Settings in NVS.

IMGEDIT_PARTS += \
	%D%/imgedit_nvs.c \
	%D%/imgedit_nvs.h \
	%D%/nvs_change.c \
	%D%/nvs_print.c \
	%D%/nvs_print.h \
	%D%/nvs_show.c
