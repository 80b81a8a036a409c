# SPDX-License-Identifier: GPL-3.0-or-later
# Sources that all chips with a RISC-V CPU share.

# This source comes first in link order, because it begins with the stub's first byte.
STUB_RISCV = %D%/entry.S %D%/library.c
STUB_RISCV_INCLUDED = %D%/machine.h
EXTRA_DIST += $(STUB_RISCV) $(STUB_RISCV_INCLUDED) %D%/flags
