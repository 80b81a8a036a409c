# SPDX-License-Identifier: GPL-3.0-or-later
# The ESP8266's UARTs.

LIBSIM_PARTS += \
	%D%/uart.c \
	%D%/uart.h \
	%D%/uart1.c \
	%D%/uart1.h \
	%D%/uart_internal.h \
	%D%/uart_line.c \
	%D%/uart_line.h \
	%D%/uart_pulses.c \
	%D%/uart_receive.c \
	%D%/uart_transmit.c
