# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP8266's boot ROM, simulated.

LIBSIM_PARTS += \
	%D%/rom.c \
	%D%/rom.h \
	%D%/rom_boot.c \
	%D%/rom_data.c \
	%D%/rom_flash.c \
	%D%/rom_hash.c \
	%D%/rom_image.c \
	%D%/rom_intr.c \
	%D%/rom_loader.c \
	%D%/rom_math.c \
	%D%/rom_memory.c \
	%D%/rom_printf.c \
	%D%/rom_private.h \
	%D%/rom_slip.c \
	%D%/rom_spi.c \
	%D%/rom_string.c \
	%D%/rom_system.c \
	%D%/rom_table.c \
	%D%/rom_task.c \
	%D%/rom_uart.c
