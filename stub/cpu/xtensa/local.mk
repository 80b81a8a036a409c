# SPDX-License-Identifier: GPL-3.0-or-later
# Sources that all chips with an Xtensa CPU share.

# This source comes first in link order, because it begins with the stub's first byte.
STUB_XTENSA = %D%/entry.S
# Sources that the chips since the ESP32 share.
STUB_XTENSA_LATER = %D%/vectors.S %D%/rom_call.S %D%/vectors.c %D%/division.c
STUB_XTENSA_INCLUDED = %D%/ccount.h %D%/entry.h %D%/interrupts.h %D%/rom_call.h %D%/sum_words.h \
	%D%/vectors.h
EXTRA_DIST += $(STUB_XTENSA) $(STUB_XTENSA_LATER) $(STUB_XTENSA_INCLUDED) %D%/flags
