# SPDX-License-Identifier: GPL-3.0-or-later
# The list of an image's parts, with facts about each.

LIBESPIMAGE_PARTS += \
	%D%/partfacts.h \
	%D%/describe_app.c \
	%D%/fact.c \
	%D%/survey.c \
	%D%/survey.h
