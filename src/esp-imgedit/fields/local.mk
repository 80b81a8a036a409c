# SPDX-License-Identifier: GPL-3.0-or-later
# Settings by their names, tables of boards.

IMGEDIT_PARTS += \
	%D%/boards.c \
	%D%/boards.h \
	%D%/boards_check.c \
	%D%/boards_check.h \
	%D%/fields.c \
	%D%/fields.h \
	%D%/scrub_notes.c \
	%D%/scrub_notes.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/table_apply.c \
	%D%/table_apply.h
