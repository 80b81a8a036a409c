# SPDX-License-Identifier: GPL-3.0-or-later
# What the terminal can show, and names from images for people.

IMGEDIT_PARTS += \
	%D%/shown_name.c \
	%D%/shown_name.h \
	%D%/terminal.c \
	%D%/terminal.h
