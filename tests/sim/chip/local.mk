# SPDX-License-Identifier: GPL-3.0-or-later
# What the chips have in common.

LIBSIM_PARTS += \
	%D%/wordlist.c \
	%D%/wordlist.h
