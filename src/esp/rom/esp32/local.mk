# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP32's ROM does in its own way.

LIBESP_PARTS += \
	%D%/esp32_loader.c \
	%D%/esp32_loader.h
