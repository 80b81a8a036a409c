# SPDX-License-Identifier: GPL-3.0-or-later
# The UART that the chips share.

LIBSIM_PARTS += \
	%D%/uart.c \
	%D%/uart.h \
	%D%/uart_internal.h \
	%D%/uart_layout.c \
	%D%/uart_line.c \
	%D%/uart_line.h \
	%D%/uart_pulses.c \
	%D%/uart_receive.c \
	%D%/uart_transmit.c
