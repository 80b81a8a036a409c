# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32's boot ROM, simulated.

LIBSIM_PARTS += \
	%D%/esp32_calls.c \
	%D%/esp32_interrupt.c \
	%D%/esp32_rom.c \
	%D%/esp32_rom.h \
	%D%/esp32_rom_private.h
