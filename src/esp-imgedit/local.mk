# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-imgedit-cmdline.c %D%/esp-imgedit-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-imgedit.ggo
%D%/esp-imgedit-cmdline.c: $(GGO_SHARED) %D%/esp-imgedit.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-imgedit; $(CMDLINE)
%D%/esp-imgedit-cmdline.h: %D%/esp-imgedit-cmdline.c
	@:

bin_PROGRAMS += bin/esp-imgedit
bin_esp_imgedit_SOURCES = \
	%D%/edit_order.c \
	%D%/edit_order.h \
	%D%/imgedit_apply.c \
	%D%/imgedit_apply.h \
	%D%/imgedit_bytes.c \
	%D%/imgedit_bytes.h \
	%D%/imgedit_change.c \
	%D%/imgedit_change.h \
	%D%/imgedit_chip.c \
	%D%/imgedit_chip.h \
	%D%/imgedit_files.c \
	%D%/imgedit_files.h \
	%D%/info.h \
	%D%/info_json.c \
	%D%/info_lines.c \
	%D%/info_text.c \
	%D%/imgedit_place.c \
	%D%/imgedit_place.h \
	%D%/looking.c \
	%D%/looking.h \
	%D%/main.c \
	$(IMGEDIT_PARTS)
IMGEDIT_PARTS =
bin_esp_imgedit_LDADD = %D%/libcmdline.a $(LIBFILES) $(LIBCLI) $(LIBESPIMAGE) $(LIBESP) $(ARCHIVE_LIBS)

include %D%/diff/local.mk
include %D%/fields/local.mk
include %D%/fit/local.mk
include %D%/fs/local.mk
include %D%/map/local.mk
include %D%/nvs/local.mk
include %D%/show/local.mk
