# SPDX-License-Identifier: GPL-3.0-or-later
# RISC-V, 32 bits.

LIBSIM_PARTS += \
	%D%/rv32.c \
	%D%/rv32.h \
	%D%/rv32_alu.c \
	%D%/rv32_compressed.c \
	%D%/rv32_core.h \
	%D%/rv32_decode.c \
	%D%/rv32_flow.c \
	%D%/rv32_mem.c \
	%D%/rv32_system.c
