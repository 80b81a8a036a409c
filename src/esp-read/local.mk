# SPDX-License-Identifier: GPL-3.0-or-later

noinst_LIBRARIES += %D%/libcmdline.a
nodist_%C%_libcmdline_a_SOURCES = %D%/esp-read-cmdline.c %D%/esp-read-cmdline.h
%C%_libcmdline_a_CFLAGS = -w
CMDLINES += $(nodist_%C%_libcmdline_a_SOURCES)
GGO_FILES += %D%/esp-read.ggo
%D%/esp-read-cmdline.c: $(GGO_SHARED) %D%/esp-read.ggo build-aux/ggo
	$(AM_V_GEN)program=esp-read; $(CMDLINE)
%D%/esp-read-cmdline.h: %D%/esp-read-cmdline.c
	@:

bin_PROGRAMS += bin/esp-read
bin_esp_read_SOURCES = \
	%D%/main.c \
	%D%/read_base.c \
	%D%/read_base.h \
	%D%/read_image.c \
	%D%/read_image.h \
	%D%/read_meta.c \
	%D%/read_meta.h \
	%D%/read_replace.c \
	%D%/read_replace.h
bin_esp_read_LDADD = %D%/libcmdline.a $(PROGRAM_LIBS)
