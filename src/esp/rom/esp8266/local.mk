# SPDX-License-Identifier: GPL-3.0-or-later
# What the ESP8266's ROM does its own way.

LIBESP_PARTS += \
	%D%/esp8266_loader.h \
	%D%/loader_flash.c \
	%D%/trial.c \
	%D%/trial.h
