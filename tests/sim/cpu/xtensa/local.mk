# SPDX-License-Identifier: GPL-3.0-or-later
# The interpreter for all Xtensa cores.

LIBSIM_PARTS += \
	%D%/xtensa.c \
	%D%/xtensa.h \
	%D%/xtensa_abi.c \
	%D%/xtensa_abi.h \
	%D%/xtensa_alu.c \
	%D%/xtensa_core.h \
	%D%/xtensa_decode.c \
	%D%/xtensa_decode_options.c \
	%D%/xtensa_decode_qrst.c \
	%D%/xtensa_fetch.c \
	%D%/xtensa_fields.h \
	%D%/xtensa_flow.c \
	%D%/xtensa_interrupt.c \
	%D%/xtensa_loop.c \
	%D%/xtensa_mac.c \
	%D%/xtensa_mem.c \
	%D%/xtensa_operations.h \
	%D%/xtensa_options.c \
	%D%/xtensa_registers.c \
	%D%/xtensa_system.c \
	%D%/xtensa_window.c
