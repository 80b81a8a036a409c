# SPDX-License-Identifier: GPL-3.0-or-later
# What differs between two images: their parts, the facts about these, and the bytes.

LIBESPIMAGE_PARTS += \
	%D%/diff_facts.c \
	%D%/diff_impl.h \
	%D%/diff_nvs.c \
	%D%/diff_parts.c \
	%D%/diff_ranges.c \
	%D%/image_diff.h \
	%D%/image_ranges.h
