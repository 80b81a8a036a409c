# SPDX-License-Identifier: GPL-3.0-or-later
# The chips that came after the ESP32.

LIBESP_PARTS += \
	%D%/esp32c2.c \
	%D%/esp32c3.c \
	%D%/esp32c5.c \
	%D%/esp32c6.c \
	%D%/esp32c61.c \
	%D%/esp32e22.c \
	%D%/esp32h2.c \
	%D%/esp32h21.c \
	%D%/esp32h4.c \
	%D%/esp32p4.c \
	%D%/esp32s2.c \
	%D%/esp32s3.c \
	%D%/esp32s31.c \
	%D%/later.c \
	%D%/later.h \
	%D%/later_fuses.c \
	%D%/later_rows.h
