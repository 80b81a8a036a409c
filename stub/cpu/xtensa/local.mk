# SPDX-License-Identifier: GPL-3.0-or-later
# Sources that all chips with an Xtensa CPU share.

# This source comes first in link order, because it begins with the stub's first byte.
STUB_XTENSA = %D%/entry.S
STUB_XTENSA_INCLUDED = %D%/ccount.h %D%/entry.h %D%/interrupts.h %D%/sum_words.h
EXTRA_DIST += $(STUB_XTENSA) $(STUB_XTENSA_INCLUDED) %D%/flags
