# SPDX-License-Identifier: GPL-3.0-or-later
# The list of an image's parts, with facts about each.

LIBESPIMAGE_PARTS += \
	%D%/fact.c \
	%D%/survey.c \
	%D%/survey.h
