# SPDX-License-Identifier: GPL-3.0-or-later
# Settings outside of NVS and of file systems: those of Espressif's first SDK, and those of
# firmwares.

LIBESPIMAGE_PARTS += \
	%D%/editor.h \
	%D%/editors.c \
	%D%/espeasy.c \
	%D%/espeasy.h \
	%D%/nvs_editor.c \
	%D%/sdk.c \
	%D%/sdk.h \
	%D%/tasmota.c \
	%D%/tasmota.h
