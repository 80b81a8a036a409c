# SPDX-License-Identifier: GPL-3.0-or-later
# The list of an image's parts, with facts about each.

LIBESPIMAGE_PARTS += \
	%D%/describe_app.c \
	%D%/describe_part.h \
	%D%/describe_firmware.c \
	%D%/describe_fs.c \
	%D%/describe_nvs.c \
	%D%/describe_sdk.c \
	%D%/describe_table.c \
	%D%/fact.c \
	%D%/image_cover.c \
	%D%/image_cover.h \
	%D%/image_ending.c \
	%D%/image_ending.h \
	%D%/image_look.c \
	%D%/image_look.h \
	%D%/image_look_impl.h \
	%D%/partitions.c \
	%D%/programs.c \
	%D%/survey.c \
	%D%/survey.h
