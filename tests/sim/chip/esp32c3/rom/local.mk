# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP32-C3's boot ROM, simulated.

LIBSIM_PARTS += \
	%D%/c3_calls.c \
	%D%/c3_rom.c \
	%D%/c3_rom.h \
	%D%/c3_rom_private.h \
	%D%/c3_trap.c
