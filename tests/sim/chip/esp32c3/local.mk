# SPDX-License-Identifier: GPL-3.0-or-later
# Memories and registers of the ESP32-C3.

LIBSIM_PARTS += \
	%D%/c3_clock.c \
	%D%/c3_config.h \
	%D%/c3_dogs.c \
	%D%/c3_fuses.c \
	%D%/c3_fuses.h \
	%D%/c3_interrupt.c \
	%D%/c3_io.c \
	%D%/c3_io.h \
	%D%/c3_options.c \
	%D%/c3_regs.h \
	%D%/c3_soc.c \
	%D%/c3_soc.h \
	%D%/esp32c3.c \
	%D%/esp32c3.h
SIM_GGOS += %D%/esp32c3.ggo
