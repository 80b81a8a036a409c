# SPDX-License-Identifier: GPL-3.0-or-later
# --diff: what differs from an older image.

IMGEDIT_PARTS += \
	%D%/diff.c \
	%D%/diff.h \
	%D%/diff_fields.c \
	%D%/diff_porcelain.c \
	%D%/diff_text.c
