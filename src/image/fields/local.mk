# SPDX-License-Identifier: GPL-3.0-or-later
# Settings with names, in files and in sectors: editors of them, and what blanks secrets.

LIBESPIMAGE_PARTS += \
	%D%/espeasy_edit.c \
	%D%/espeasy_layout.c \
	%D%/espeasy_layout.h \
	%D%/fieldtext.c \
	%D%/fieldtext.h \
	%D%/replace.c \
	%D%/replace.h \
	%D%/scrub.c \
	%D%/scrub.h \
	%D%/scrub_espeasy.c \
	%D%/scrub_nvs.c \
	%D%/scrub_places.c \
	%D%/scrub_proof.c \
	%D%/scrub_tasmota.c \
	%D%/scrub_values.c \
	%D%/seal.c \
	%D%/seal.h \
	%D%/tasmota_copies.c \
	%D%/tasmota_copies.h \
	%D%/tasmota_edit.c \
	%D%/volumes.c \
	%D%/volumes.h
