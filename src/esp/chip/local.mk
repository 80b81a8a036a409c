# SPDX-License-Identifier: GPL-3.0-or-later
# What differs between chips.

LIBESP_PARTS += \
	%D%/esp32_family.c \
	%D%/esp32_family.h \
	%D%/esp32_fuses.c \
	%D%/esp8266_family.c \
	%D%/esp8266_family.h \
	%D%/family.c \
	%D%/family.h \
	%D%/fusewords.c \
	%D%/fusewords.h \
	%D%/restricted.c \
	%D%/restricted.h \
	%D%/spicmd.c \
	%D%/spicmd.h \
	%D%/table.c
