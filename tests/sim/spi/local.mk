# SPDX-License-Identifier: GPL-3.0-or-later
# The flash controller that the chips share.

LIBSIM_PARTS += \
	%D%/spi.c \
	%D%/spi.h \
	%D%/spi_internal.h \
	%D%/spi_lines.c \
	%D%/spi_moved.c \
	%D%/spi_registers.h \
	%D%/spi_wire.c
