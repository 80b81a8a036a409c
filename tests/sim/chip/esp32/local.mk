# SPDX-License-Identifier: GPL-3.0-or-later
# Memories and registers of the ESP32.

LIBSIM_PARTS += \
	%D%/esp32.c \
	%D%/esp32.h \
	%D%/esp32_clock.c \
	%D%/esp32_config.h \
	%D%/esp32_dogs.c \
	%D%/esp32_io.c \
	%D%/esp32_io.h \
	%D%/esp32_options.c \
	%D%/esp32_regs.h \
	%D%/esp32_soc.c \
	%D%/esp32_soc.h \
	%D%/fuses.c \
	%D%/fuses.h
SIM_GGOS += %D%/esp32.ggo
